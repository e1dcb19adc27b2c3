/// The values of a call's arguments.
struct JinjaArguments {
    var positional: [JinjaValue] = []
    var named: [(name: String, value: JinjaValue)] = []

    /// Binds arguments to the parameters of something built in.
    func bound(to parameters: [String], of callee: String) throws -> [String: JinjaValue] {
        guard positional.count <= parameters.count else {
            throw JinjaFault.invalid("\(callee) takes at most \(parameters.count) arguments, not \(positional.count)")
        }
        var bound: [String: JinjaValue] = [:]
        for (name, value) in zip(parameters, positional) { bound[name] = value }
        for argument in named {
            guard parameters.contains(argument.name), bound[argument.name] == nil else {
                throw JinjaFault.invalid("\(callee) got an unexpected argument '\(argument.name)'")
            }
            bound[argument.name] = argument.value
        }
        return bound
    }

    /// The only arguments, when there are none with a name and their number lies in `count`.
    func positional(_ count: ClosedRange<Int>, of callee: String) throws -> [JinjaValue] {
        guard named.isEmpty, count.contains(positional.count) else {
            throw JinjaFault.invalid("\(callee) does not take these arguments")
        }
        return positional
    }
}
