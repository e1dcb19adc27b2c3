/// Null, booleans, strings and numbers under a formula.
extension SchemaCompiler {
    /// Values that are neither arrays nor objects, as text.
    func scalarExpression(_ formula: Int32) throws(GrammarError) -> ExpressionID {
        let record = formulas[Int(formula)]
        if let known = record.scalars { return known }
        let types = try possibleTypes(formula)
        var list: [ExpressionID] = []
        if types.contains(.null), try !branches(record.literals, .null).isEmpty { list.append(pool.literal("null")) }
        if types.contains(.boolean) {
            let found = try branches(record.literals, .boolean)
            for (value, text) in [(true, "true" as StaticString), (false, "false")] {
                var isPossible = false
                for branch in found where try admits(branch, value) { isPossible = true }
                if isPossible { list.append(pool.literal(text)) }
            }
        }
        if types.contains(.string) {
            let content = try stringContent(record.literals)
            if content != .nothing {
                let style: JSONStyle = style == .any ? .any : .canonical
                list.append(pool.sequence(pool.literal("\""), pool.jsonString(content, style)))
            }
        }
        if !types.intersection(.number).isEmpty {
            for branch in try branches(record.literals, .number) { list.append(try number(branch)) }
        }
        let result = pool.choice(list)
        record.scalars = result
        return result
    }

    /// The same values, each with one text.
    func canonicalScalars(_ formula: Int32) throws(GrammarError) -> ExpressionID {
        guard style == .any else { return try scalarExpression(formula) }
        let record = formulas[Int(formula)]
        let types = try possibleTypes(formula)
        var list: [ExpressionID] = []
        if types.contains(.null), try !branches(record.literals, .null).isEmpty { list.append(pool.literal("null")) }
        if types.contains(.boolean) { list.append(pool.literals([Array("true".utf8), Array("false".utf8)])) }
        if types.contains(.string) {
            list.append(
                pool.sequence(pool.literal("\""), pool.jsonString(try stringContent(record.literals), .canonical)))
        }
        if !types.intersection(.number).isEmpty {
            for branch in try branches(record.literals, .number) {
                guard let specification = try numberSpecification(branch) else { continue }
                do {
                    list.append(try pool.number(specification, style: .canonical))
                } catch {
                    throw failure(.tooComplex, branch.atoms.first?.a ?? 0, nil, error.reason)
                }
            }
        }
        return pool.choice(list)
    }

    private func admits(_ branch: SchemaBranch, _ value: Bool) throws(GrammarError) -> Bool {
        for atom in branch.atoms {
            guard case .values(let values) = keywords(atom.a)[Int(atom.b)] else { continue }
            if values.contains(.bool(value)) != (atom.kind == .keyword) { return false }
        }
        return true
    }

    // MARK: Strings

    /// The strings that follow `literals`, without quotes and escapes.
    func stringContent(_ literals: [SchemaLiteral]) throws(GrammarError) -> ExpressionID {
        var list: [ExpressionID] = []
        for branch in try branches(literals, .string) { list.append(try content(branch)) }
        return pool.choice(list)
    }

    private func content(_ branch: SchemaBranch) throws(GrammarError) -> ExpressionID {
        if let known = stringContents[branch] { return known }
        let content = try makeContent(branch)
        stringContents[branch] = content
        return content
    }

    func isEvidentlyEmptyString(_ branch: SchemaBranch) throws(GrammarError) -> Bool {
        try content(branch) == .nothing
    }

    private func makeContent(_ branch: SchemaBranch) throws(GrammarError) -> ExpressionID {
        var minimum = 0
        var maximum: Int?
        var parts: [ExpressionID] = []
        var finite: [[UInt8]]?
        var excluded: [[UInt8]] = []
        var place: (instance: Int32, keyword: SchemaKeywordName)?
        for atom in branch.atoms {
            let isNegated = atom.kind == .negatedKeyword
            var part: ExpressionID?
            switch keywords(atom.a)[Int(atom.b)] {
            case .minimumLength(let length):
                if !isNegated {
                    minimum = max(minimum, length)
                } else {
                    guard length > 0 else { return .nothing }
                    maximum = min(maximum ?? .max, length - 1)
                }
            case .maximumLength(let length):
                if isNegated {
                    minimum = max(minimum, length == .max ? length : length + 1)
                } else {
                    maximum = min(maximum ?? .max, length)
                }
            case .values(let values):
                let texts = values.compactMap(\.utf8)
                if isNegated {
                    excluded += texts
                } else {
                    finite = finite.map { $0.filter(texts.contains) } ?? texts
                }
            case .pattern(let pattern):
                part = try expression(pattern: pattern)
                place = (atom.a, .pattern)
            case .format(let format):
                part = try expression(of: format)
                place = (atom.a, .format)
            case .grammar(let grammar):
                part = try expression(grammar: grammar, atom.a)
                place = (atom.a, .grammar)
            case .grounded(let grounding):
                part = try groundedContent(grounding, atom.a)
                place = (atom.a, .grounded)
            default: break
            }
            if let part { parts.append(isNegated ? try complement(part, place) : part) }
        }
        if let maximum, minimum > maximum { return .nothing }
        try refuseUndecidable(branch)
        if let finite {
            let remaining = finite.filter { text in
                let length = SchemaEvaluator.length(text)
                return length >= minimum && length <= maximum ?? .max && !excluded.contains(text)
                    && parts.allSatisfy { pool.matches($0, text) }
            }
            return pool.literals(remaining)
        }
        if minimum > 0 || maximum != nil { parts.append(pool.repetition(pool.anyScalar, minimum, maximum)) }
        if !excluded.isEmpty { parts.append(try complement(pool.literals(excluded), place)) }
        guard parts.count > 1 else { return parts.first ?? pool.anyText }
        do {
            return try pool.intersection(parts)
        } catch {
            throw failure(error.kind, place?.instance ?? 0, place?.keyword, error.reason)
        }
    }

    /// The patterns of ``StringFormat/regex`` nest without bound, so that what else they are cannot be told in bounded time.
    private func refuseUndecidable(_ branch: SchemaBranch) throws(GrammarError) {
        var languages = 0
        var place: Int32?
        for atom in branch.atoms {
            switch keywords(atom.a)[Int(atom.b)] {
            case .format(.regex):
                languages += atom.kind == .keyword ? 1 : 2
                place = atom.a
            case .pattern, .format, .grammar, .grounded: languages += 1
            default: break
            }
        }
        guard let place, languages > 1 else { return }
        throw failure(
            .unsupported, place, .format,
            "the format 'regex' cannot be combined with other conditions on the same text, or be denied")
    }

    private func complement(
        _ part: ExpressionID, _ place: (instance: Int32, keyword: SchemaKeywordName)?
    ) throws(GrammarError) -> ExpressionID {
        do {
            return try pool.complement(part)
        } catch {
            throw failure(error.kind, place?.instance ?? 0, place?.keyword, error.reason)
        }
    }

    private func expression(of format: StringFormat) throws(GrammarError) -> ExpressionID {
        if let known = formatExpressions[format] { return known }
        let expression = try format.expression(in: pool)
        formatExpressions[format] = expression
        return expression
    }

    private func expression(grammar: Int32, _ instance: Int32) throws(GrammarError) -> ExpressionID {
        if let known = grammarExpressions[grammar] { return known }
        let expression: ExpressionID
        do {
            expression = try document.grammars[Int(grammar)].compile(into: pool)
        } catch {
            throw failure(error.kind, instance, .grammar, "\(error)")
        }
        grammarExpressions[grammar] = expression
        return expression
    }

}
