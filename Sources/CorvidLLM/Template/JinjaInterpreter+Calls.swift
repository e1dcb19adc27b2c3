/// Calling macros, global functions and methods.
extension JinjaInterpreter {
    static let globals = ["range", "dict", "namespace", "raise_exception", "strftime_now"]

    func call(_ callee: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch callee {
        case .undefined(let message): throw JinjaFault.undefined(message)
        case .function(let function):
            switch function.kind {
            case .global(let name): return try callGlobal(name, arguments)
            case .method(let receiver, let name): return try callMethod(name, of: receiver, arguments)
            case .macro(let macro, let frame): return try call(macro, definedIn: frame, arguments)
            }
        case .loop(let loop):
            guard let recursion = loop.recursion else {
                throw JinjaFault.invalid("The loop must have the 'recursive' marker to be called recursively.")
            }
            let iterable = try arguments.positional(1...1, of: "loop")[0]
            let elements = try elements(of: iterable)
            let units = try captured {
                try deeper {
                    try run(recursion.statement, over: elements, depth: loop.depth0 + 1, in: recursion.frame)
                }
            }
            return .text(JinjaText(units: units))
        default: throw JinjaFault.invalid("'\(callee.typeName)' object is not callable")
        }
    }

    // MARK: Macros

    private func call(_ macro: JinjaMacro, definedIn parent: JinjaFrame, _ arguments: JinjaArguments) throws
        -> JinjaValue
    {
        let frame = JinjaFrame(parent: parent)
        var named = arguments.named
        func takeNamed(_ name: String) -> JinjaValue? {
            guard let index = named.firstIndex(where: { $0.name == name }) else { return nil }
            return named.remove(at: index).value
        }
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.positional.count {
                frame[parameter.symbol] = arguments.positional[index]
            } else if let value = takeNamed(parameter.name) {
                frame[parameter.symbol] = value
            } else if let value = parameter.value {
                frame[parameter.symbol] = try evaluate(value, in: frame)
            } else {
                frame[parameter.symbol] = .undefined("parameter '\(parameter.name)' was not provided")
            }
        }
        position = macro.position
        let rest = Array(arguments.positional.dropFirst(macro.parameters.count))
        if macro.usesCaller, let symbol = symbol("caller"), !macro.parameters.contains(where: { $0.name == "caller" }) {
            frame[symbol] = takeNamed("caller") ?? .undefined("No caller defined")
        }
        if macro.usesVariableArguments, let symbol = symbol("varargs") {
            frame[symbol] = try tuple(rest)
        } else if !rest.isEmpty {
            throw JinjaFault.invalid(
                "macro '\(macro.name)' takes not more than \(macro.parameters.count) argument(s)")
        }
        if macro.usesNamedArguments, let symbol = symbol("kwargs") {
            frame[symbol] = try mapping(named.map { (key: .string($0.name), value: $0.value) })
        } else if let argument = named.first {
            throw JinjaFault.invalid("macro '\(macro.name)' takes no keyword argument '\(argument.name)'")
        }
        return .text(JinjaText(units: try captured { _ = try deeper { try run(macro.body, in: frame) } }))
    }

    private func symbol(_ name: String) -> Int? { symbolNames.firstIndex(of: name) }

    // MARK: Global functions

    private func callGlobal(_ name: String, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch name {
        case "range": return try range(try arguments.positional(1...3, of: "range"))
        case "namespace":
            let namespace = try makeNamespace()
            guard case .mapping(let initial) = try dictionary(arguments) else { return .namespace(namespace) }
            for entry in initial.entries {
                guard case .text(let name) = entry.key else { continue }
                guard name.units.first != 0x5F else {
                    throw JinjaFault.invalid("a namespace keeps no attribute that starts with an underscore")
                }
                namespace[name] = entry.value
            }
            return .namespace(namespace)
        case "dict": return try dictionary(arguments)
        case "raise_exception":
            let message = try arguments.bound(to: ["message"], of: name)["message"] ?? .none
            throw JinjaFault(code: .raised, message: try printed(message).string)
        default:
            guard case .text(let format)? = try arguments.bound(to: ["format"], of: name)["format"] else {
                throw JinjaFault.invalid("strftime_now takes a string")
            }
            guard let time = formattedTime(now, format.string) else {
                throw JinjaFault.invalid("the time cannot be formatted so")
            }
            return .string(time)
        }
    }

    private func dictionary(_ arguments: JinjaArguments) throws -> JinjaValue {
        var pairs: [(key: JinjaValue, value: JinjaValue)] = []
        guard arguments.positional.count <= 1 else { throw JinjaFault.invalid("dict takes one argument at most") }
        switch arguments.positional.first {
        case nil: break
        case .mapping(let mapping)?: pairs = mapping.entries.map { ($0.key, $0.value) }
        case let value?:
            for element in try elements(of: value) {
                let pair = try elements(of: element)
                guard pair.count == 2 else { throw JinjaFault.invalid("dict needs pairs of key and value") }
                pairs.append((pair[0], pair[1]))
            }
        }
        return try mapping(pairs + arguments.named.map { (key: .string($0.name), value: $0.value) })
    }

    private func range(_ arguments: [JinjaValue]) throws -> JinjaValue {
        let bounds = try arguments.map { value in
            guard let bound = value.integer else { throw JinjaFault.invalid("range takes integers") }
            return bound
        }
        let start = bounds.count > 1 ? bounds[0] : 0
        let end = bounds.count > 1 ? bounds[1] : bounds[0]
        let step = bounds.count > 2 ? bounds[2] : 1
        guard step != 0 else { throw JinjaFault.invalid("range() arg 3 must not be zero") }
        let (distance, overflow) = end.subtractingReportingOverflow(start)
        let isEmpty = step > 0 ? end <= start : end >= start
        if !isEmpty, overflow || (distance.magnitude - 1) / step.magnitude >= 100_000 {
            throw JinjaFault.limit("Range too big. The sandbox blocks ranges larger than 100000.")
        }
        return try list(stride(from: start, to: end, by: step).map(JinjaValue.integer))
    }

    // MARK: Methods

    private func callMethod(_ name: String, of receiver: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch receiver {
        case .text(let text): return try callMethod(name, of: text, arguments)
        case .mapping(let mapping): return try callMethod(name, of: mapping, arguments)
        case .list(let sequence), .tuple(let sequence):
            if name == "copy" { return receiver }
            let wanted = try arguments.positional(1...1, of: name)[0]
            if name == "count" {
                return .integer(try sequence.elements.filter { try equal($0, wanted) }.count)
            }
            guard let index = try sequence.elements.firstIndex(where: { try equal($0, wanted) }) else {
                throw JinjaFault.invalid("\(try represented(wanted).string) is not in list")
            }
            return .integer(index)
        case .loop(let loop):
            guard name == "changed" else {
                guard !arguments.positional.isEmpty else { throw JinjaFault.invalid("no items for cycling given") }
                return arguments.positional[loop.index0 % arguments.positional.count]
            }
            let values = arguments.positional
            defer { loop.lastChanged = values }
            guard let last = loop.lastChanged, last.count == values.count else { return .bool(true) }
            return .bool(try !zip(last, values).allSatisfy { try equal($0, $1) })
        default: throw JinjaFault.invalid("'\(receiver.typeName)' object has no method '\(name)'")
        }
    }

    private func callMethod(_ name: String, of mapping: JinjaMapping, _ arguments: JinjaArguments) throws -> JinjaValue
    {
        switch name {
        case "get":
            let values = try arguments.positional(1...2, of: name)
            return mapping[try JinjaKey(values[0])] ?? (values.count > 1 ? values[1] : .none)
        case "copy": return .mapping(mapping)
        case "keys": return .view(try sequence(mapping.entries.map(\.key)))
        case "values": return .view(try sequence(mapping.entries.map(\.value)))
        case "items": return .view(try sequence(try mapping.entries.map { try tuple([$0.key, $0.value]) }))
        default: throw JinjaFault.invalid("'\(name)' of a mapping is not supported")
        }
    }
}
