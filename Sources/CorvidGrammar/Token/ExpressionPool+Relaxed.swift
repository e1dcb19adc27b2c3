extension ExpressionPool {
    /// `x` with the bounds of repetitions lifted that no text of `length` bytes can reach.
    ///
    /// Texts of at most `length` bytes are in both or in neither; every text of `x` is in the result or begins one. What
    /// differs only in how far it has counted becomes equal.
    func relaxed(_ x: ExpressionID, beyond length: Int) -> ExpressionID {
        relaxed(x, Int32(clamping: length), depth: 0)
    }

    private func relaxed(_ x: ExpressionID, _ length: Int32, depth: Int) -> ExpressionID {
        guard depth < 64 else { return x }
        if let known = masks.relaxed[x.raw] { return ExpressionID(raw: known) }
        let node = node(x)
        var result = x
        switch node.kind {
        case .repetition:
            let low = min(node.b, length + 1)
            let high = node.c < 0 || node.c >= length ? nil : Int(node.c)
            if low != node.b || (high == nil && node.c >= 0) {
                result = repetition(ExpressionID(raw: node.a), Int(low), high)
            }
        case .sequence:
            let head = relaxed(ExpressionID(raw: node.a), length, depth: depth + 1)
            let tail = relaxed(ExpressionID(raw: node.b), length, depth: depth + 1)
            if head.raw != node.a || tail.raw != node.b { result = sequence(head, tail) }
        case .choice, .intersection:
            var members: [ExpressionID] = []
            var isChanged = false
            for index in Int(node.a)..<Int(node.a + node.b) {
                let member = relaxed(ExpressionID(raw: lists[index]), length, depth: depth + 1)
                if member.raw != lists[index] { isChanged = true }
                members.append(member)
            }
            if isChanged { result = node.kind == .choice ? choice(members) : rawIntersection(members) }
        // The opposite of more is less: complements stay as they are.
        default: break
        }
        masks.relaxed[x.raw] = result.raw
        return result
    }

    /// What `x` is made of, the same in every pool; nil when it has parts that mean something only here, or too many.
    func structure(_ x: ExpressionID) -> [UInt8]? {
        var bytes: [UInt8] = []
        var numbers: [Int32: Int32] = [:]
        var isPlain = true
        func append(_ value: Int32) {
            for shift in [0, 8, 16, 24] as [Int32] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
        }
        func visit(_ x: ExpressionID, _ depth: Int) -> Int32 {
            if let known = numbers[x.raw] { return known }
            guard isPlain, depth < 200, bytes.count < 8192 else {
                isPlain = false
                return 0
            }
            let node = node(x)
            var fields: [Int32] = []
            switch node.kind {
            case .nothing, .empty: break
            case .bytes:
                byteSets[Int(node.a)].forEach { fields.append(Int32($0)) }
            case .literal:
                for byte in literalBytes[Int(node.a)..<Int(node.a + node.b)] { fields.append(Int32(byte)) }
            case .sequence:
                fields = [visit(ExpressionID(raw: node.a), depth + 1), visit(ExpressionID(raw: node.b), depth + 1)]
            case .choice, .intersection:
                for index in Int(node.a)..<Int(node.a + node.b) {
                    fields.append(visit(ExpressionID(raw: lists[index]), depth + 1))
                }
            case .complement: fields = [visit(ExpressionID(raw: node.a), depth + 1)]
            case .repetition, .jsonString: fields = [visit(ExpressionID(raw: node.a), depth + 1), node.b, node.c]
            case .rule, .native, .lazy, .capture: isPlain = false
            }
            let number = Int32(numbers.count)
            numbers[x.raw] = number
            bytes.append(node.kind.rawValue)
            append(Int32(fields.count))
            for field in fields { append(field) }
            return number
        }
        _ = visit(x, 0)
        return isPlain ? bytes : nil
    }
}
