/// Values under a formula, as expressions.
extension SchemaCompiler: ExpressionExpander, ExpressionContinuation {
    /// A value that follows `formula`; `nothing` when there is none.
    func expression(_ formula: Int32) throws(GrammarError) -> ExpressionID {
        let record = formulas[Int(formula)]
        if let known = record.expression { return known }
        var result = ExpressionID.nothing
        if try cost(formula) == SchemaFormula.unsatisfiable {
            result = .nothing
        } else if style == .compact, let values = try listedValues(formula) {
            result = pool.literals(values.map(\.serialized))
        } else {
            var list = [try scalarExpression(formula)]
            for number in try arrayNumbers(formula) {
                list.append(
                    pool.sequence([pool.literal("["), space, try rest(of: initialState(array: number))]))
            }
            for number in try objectNumbers(formula) {
                list.append(
                    pool.sequence([pool.literal("{"), space, try rest(of: initialState(object: number))]))
            }
            result = pool.choice(list)
        }
        record.expression = result
        return result
    }

    func expand(_ payload: Int32, in pool: ExpressionPool) -> ExpressionID {
        do throws(GrammarError) {
            return payload & 1 == 0 ? try expandObject(payload >> 1) : try expandArray(payload >> 1)
        } catch {
            pool.fail(error)
            return .nothing
        }
    }

    func follow(_ payload: Int32, _ captured: [UInt8], in pool: ExpressionPool) -> ExpressionID {
        do throws(GrammarError) {
            return payload & 1 == 0 ? try followKey(payload >> 1, captured) : try followItem(payload >> 1, captured)
        } catch {
            pool.fail(error)
            return .nothing
        }
    }

    func followCost(_ payload: Int32) -> Int { followCosts[payload] ?? 1 }

    func commonBeginning(_ payload: Int32, after inner: ExpressionID, in pool: ExpressionPool) -> ExpressionID {
        guard style == .compact else { return .nothing }
        do throws(GrammarError) {
            return payload & 1 == 0
                ? try commonBeginning(afterKey: payload >> 1) : try commonBeginning(afterItem: payload, inner)
        } catch {
            pool.fail(error)
            return .nothing
        }
    }
}
