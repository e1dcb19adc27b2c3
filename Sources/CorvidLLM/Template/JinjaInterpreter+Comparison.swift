/// Equality, order and containment as Python defines them.
extension JinjaInterpreter {
    func holds(_ comparison: JinjaComparison, _ left: JinjaValue, _ right: JinjaValue) throws -> Bool {
        switch comparison {
        case .equal: try equal(left, right)
        case .unequal: try !equal(left, right)
        case .less: try isLess(left, right)
        case .greater: try isLess(right, left)
        case .lessOrEqual: try isLess(left, right, orEqual: true)
        case .greaterOrEqual: try isLess(right, left, orEqual: true)
        case .contained: try contains(right, left)
        case .notContained: try !contains(right, left)
        }
    }

    func equal(_ left: JinjaValue, _ right: JinjaValue) throws -> Bool {
        try step()
        switch (left, right) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.text(let first), .text(let second)):
            try step(min(first.units.count, second.units.count) / 16)
            return first.equals(second)
        case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
            guard first.elements.count == second.elements.count else { return false }
            return try zip(first.elements, second.elements).allSatisfy { try equal($0, $1) }
        case (.mapping(let first), .mapping(let second)):
            guard first.entries.count == second.entries.count else { return false }
            return try first.entries.allSatisfy { entry in
                guard let other = second[try JinjaKey(entry.key)] else { return false }
                return try equal(entry.value, other)
            }
        case (.bigInteger(let first), .bigInteger(let second)): return first == second
        case (.namespace(let first), .namespace(let second)): return first === second
        case (.function(let first), .function(let second)): return first === second
        case (.loop(let first), .loop(let second)): return first === second
        case (.iterator(let first), .iterator(let second)): return first === second
        case (.view(let first), .view(let second)): return first === second
        default:
            guard let first = left.number, let second = right.number else { return false }
            if case .integer(let first) = first, case .integer(let second) = second { return first == second }
            return first.double == second.double
        }
    }

    func isLess(_ left: JinjaValue, _ right: JinjaValue, orEqual: Bool = false) throws -> Bool {
        try step()
        switch (left, right) {
        case (.text(let first), .text(let second)):
            try step(min(first.units.count, second.units.count) / 16)
            for (unit, other) in zip(first.units, second.units) {
                let (unit, other) = (unit & JinjaText.scalarMask, other & JinjaText.scalarMask)
                if unit != other { return unit < other }
            }
            return orEqual ? first.units.count <= second.units.count : first.units.count < second.units.count
        case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
            for (element, other) in zip(first.elements, second.elements) where try !equal(element, other) {
                return try isLess(element, other, orEqual: orEqual)
            }
            let (count, otherCount) = (first.elements.count, second.elements.count)
            return orEqual ? count <= otherCount : count < otherCount
        default:
            guard let first = left.number, let second = right.number else { throw badOperand("<", left, right) }
            if case .integer(let first) = first, case .integer(let second) = second {
                return orEqual ? first <= second : first < second
            }
            return orEqual ? first.double <= second.double : first.double < second.double
        }
    }

    /// Whether `element in container`.
    func contains(_ container: JinjaValue, _ element: JinjaValue) throws -> Bool {
        switch container {
        case .text(let text):
            guard case .text(let needle) = element else {
                throw JinjaFault.invalid("'in <string>' requires string as left operand, not \(element.typeName)")
            }
            try step(text.units.count / 16)
            return text.firstIndex(of: needle) != nil
        case .mapping(let mapping): return mapping[try JinjaKey(element)] != nil
        case .namespace, .loop, .function, .none, .bool, .integer, .float, .bigInteger:
            throw JinjaFault.invalid("argument of type '\(container.typeName)' is not iterable")
        default:
            for candidate in try elements(of: container) where try equal(candidate, element) { return true }
            return false
        }
    }

    /// Sorted in a stable way by `<`.
    func sorted(_ elements: [JinjaValue], by key: (JinjaValue) throws -> JinjaValue, reverse: Bool) throws
        -> [JinjaValue]
    {
        let keyed = try elements.enumerated().map { (offset: $0.offset, key: try key($0.element), value: $0.element) }
        let sorted = try keyed.sorted { first, second in
            if try reverse ? isLess(second.key, first.key) : isLess(first.key, second.key) { return true }
            if try reverse ? isLess(first.key, second.key) : isLess(second.key, first.key) { return false }
            return first.offset < second.offset
        }
        return sorted.map(\.value)
    }
}
