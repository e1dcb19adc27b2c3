/// Runs a template's statements: the semantics of jinja2's immutable sandbox with the environment that
/// `transformers` gives to chat templates.
///
/// Everything that costs is counted, so that no template can loop, grow or recurse without end.
final class JinjaInterpreter {
    let symbolNames: [String]
    let limits: JinjaLimits
    /// The moment that `strftime_now` formats, in seconds of Unix time.
    let now: Int
    /// What has been written.
    var output: [UInt32] = []
    /// Where the operation at hand stands in the template.
    var position = 0
    var depth = 0
    private var steps = 0
    private var characters: Int
    /// All frames that outlive their block and all namespaces: emptied at the end, so that no cycle and no long chain
    /// of references remains.
    private var frames: [JinjaFrame] = []
    private var namespaces: [JinjaNamespace] = []

    enum Flow {
        case onward
        case breakLoop
        case continueLoop
    }

    init(symbolNames: [String], limits: JinjaLimits, now: Int) {
        self.symbolNames = symbolNames
        self.limits = limits
        self.now = now
        characters = limits.characters
    }

    /// Raises the bound on text for an input of this size.
    func allow(inputCharacters: Int) { characters += min(inputCharacters, 1 << 40) * 64 }

    func removeCycles() {
        for namespace in namespaces { namespace.values = [] }
        for frame in frames { frame.removeAll() }
    }

    // MARK: Bounds

    func step(_ count: Int = 1) throws {
        steps += count
        guard steps <= limits.steps else {
            throw JinjaFault.limit("the template takes more than \(limits.steps) steps")
        }
    }

    /// Counts characters or elements before they are made.
    func charge(_ count: Int) throws {
        guard count <= characters else {
            throw JinjaFault.limit("the template makes more text than is allowed (\(limits.characters) characters)")
        }
        characters -= count
    }

    /// Counts `count` pieces of `size`.
    func charge(_ count: Int, times size: Int) throws {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        try charge(overflow ? .max : product)
    }

    func deeper<Value>(_ body: () throws -> Value) throws -> Value {
        guard depth < limits.depth else {
            throw JinjaFault.limit("the template nests or recurses more than \(limits.depth) levels")
        }
        depth += 1
        defer { depth -= 1 }
        return try body()
    }

    // MARK: Making values

    private func nesting(of elements: [JinjaValue]) throws -> Int {
        let depth = (elements.lazy.map(\.depth).max() ?? 0) + 1
        guard depth <= limits.nesting else {
            throw JinjaFault.limit("values nest in more than \(limits.nesting) levels")
        }
        return depth
    }

    func sequence(_ elements: [JinjaValue]) throws -> JinjaSequence {
        try charge(elements.count + 1, times: 8)
        return JinjaSequence(elements, depth: try nesting(of: elements))
    }

    func list(_ elements: [JinjaValue]) throws -> JinjaValue { .list(try sequence(elements)) }
    func tuple(_ elements: [JinjaValue]) throws -> JinjaValue { .tuple(try sequence(elements)) }

    func iterator(_ elements: [JinjaValue]) throws -> JinjaValue {
        try charge(elements.count + 1, times: 8)
        return .iterator(JinjaIterator(elements, depth: try nesting(of: elements)))
    }

    func mapping(_ pairs: [(key: JinjaValue, value: JinjaValue)]) throws -> JinjaValue {
        try charge(pairs.count + 1, times: 16)
        let depth = max(try nesting(of: pairs.map(\.key)), try nesting(of: pairs.map(\.value)))
        return .mapping(try JinjaMapping(pairs, depth: depth))
    }

    func text(_ units: [UInt32], isMarkup: Bool = false) throws -> JinjaValue {
        try charge(units.count)
        return .text(JinjaText(units: units, isMarkup: isMarkup))
    }

    func makeNamespace() throws -> JinjaNamespace {
        try charge(16)
        let namespace = JinjaNamespace()
        namespaces.append(namespace)
        return namespace
    }

    /// Keeps a frame that a macro refers to until the end.
    func retain(_ frame: JinjaFrame) throws {
        try charge(16)
        if frames.last !== frame { frames.append(frame) }
    }

    // MARK: Statements

    func write(_ units: [UInt32]) throws {
        try charge(units.count)
        output += units
    }

    /// What `body` writes, apart from the output.
    func captured(_ body: () throws -> Void) throws -> [UInt32] {
        var saved: [UInt32] = []
        swap(&saved, &output)
        defer { swap(&saved, &output) }
        try body()
        return output
    }

    func run(_ statements: [JinjaStatement], in frame: JinjaFrame) throws -> Flow {
        for statement in statements {
            try step()
            let flow = try deeper { try run(statement, in: frame) }
            if flow != .onward { return flow }
        }
        return .onward
    }

    private func run(_ statement: JinjaStatement, in frame: JinjaFrame) throws -> Flow {
        switch statement {
        case .text(let text): try write(text.units)
        case .output(let expression):
            let value = try evaluate(expression, in: frame)
            position = expression.position
            try write(try printed(value).units)
        case .assign(let target, let expression, let at):
            let value = try evaluate(expression, in: frame)
            position = at
            try assign(value, to: target, in: frame)
        case .assignBlock(let target, let filter, let body, let at):
            let inner = JinjaFrame(parent: frame)
            let units = try captured { _ = try run(body, in: inner) }
            var value = JinjaValue.text(JinjaText(units: units))
            if let filter { value = try evaluate(filter, in: frame, piped: value) }
            position = at
            try assign(value, to: target, in: frame)
        case .conditional(let branches, let otherwise):
            for branch in branches where try evaluate(branch.test, in: frame).isTrue {
                return try run(branch.body, in: frame)
            }
            return try run(otherwise, in: frame)
        case .loop(let loop): try run(loop, in: frame)
        case .macro(let macro):
            try retain(frame)
            frame[macro.symbol] = .function(JinjaFunction(.macro(macro, frame)))
        case .callBlock(let caller, let call):
            try retain(frame)
            let function = JinjaValue.function(JinjaFunction(.macro(caller, frame)))
            let value = try evaluate(call, in: frame, caller: function)
            try write(try printed(value).units)
        case .filterBlock(let filter, let body):
            let units = try captured { _ = try run(body, in: JinjaFrame(parent: frame)) }
            let value = try evaluate(filter, in: frame, piped: .text(JinjaText(units: units)))
            try write(try printed(value).units)
        case .with(let values, let body, let at):
            let inner = JinjaFrame(parent: frame)
            for value in values {
                let computed = try evaluate(value.value, in: frame)
                position = at
                try assign(computed, to: value.target, in: inner)
            }
            return try run(body, in: inner)
        case .scope(let body): return try run(body, in: JinjaFrame(parent: frame))
        case .breakLoop: return .breakLoop
        case .continueLoop: return .continueLoop
        }
        return .onward
    }

    func assign(_ value: JinjaValue, to target: JinjaTarget, in frame: JinjaFrame) throws {
        switch target {
        case .name(let name): frame[name] = value
        case .attribute(let name, let attribute):
            guard case .namespace(let namespace)? = frame[name] else {
                throw JinjaFault.invalid("an attribute of something that is no namespace cannot be set")
            }
            guard attribute.units.first != 0x5F else {
                throw JinjaFault.invalid("a namespace keeps no attribute that starts with an underscore")
            }
            namespace[attribute] = value
        case .tuple(let targets):
            let values = try elements(of: value)
            guard values.count == targets.count else {
                throw JinjaFault.invalid("\(values.count) values cannot be unpacked into \(targets.count) names")
            }
            for (target, value) in zip(targets, values) { try assign(value, to: target, in: frame) }
        }
    }

    // MARK: Loops

    private func run(_ statement: JinjaFor, in frame: JinjaFrame) throws {
        let iterable = try evaluate(statement.iterable, in: frame)
        position = statement.position
        try run(statement, over: try elements(of: iterable), depth: 0, in: frame)
    }

    func run(_ statement: JinjaFor, over elements: [JinjaValue], depth: Int, in frame: JinjaFrame) throws {
        var elements = elements
        if let test = statement.test {
            elements = try elements.filter { element in
                try step()
                let inner = JinjaFrame(parent: frame)
                try assign(element, to: statement.target, in: inner)
                return try evaluate(test, in: inner).isTrue
            }
        }
        let loop = JinjaLoop(elements, depth0: depth, recursion: statement.isRecursive ? (statement, frame) : nil)
        // As jinja2 has it, the else part runs unless one round has come to its end.
        var hasCompleted = false
        for (index, element) in elements.enumerated() {
            try step()
            loop.index0 = index
            let inner = JinjaFrame(parent: frame)
            position = statement.position
            try assign(element, to: statement.target, in: inner)
            if let symbol = loopSymbol { inner[symbol] = .loop(loop) }
            let flow = try run(statement.body, in: inner)
            if flow == .breakLoop { break }
            if flow == .onward { hasCompleted = true }
        }
        if !hasCompleted { _ = try run(statement.otherwise, in: JinjaFrame(parent: frame)) }
    }

    private lazy var loopSymbol: Int? = symbolNames.firstIndex(of: "loop")

    /// The elements that iteration gives.
    func elements(of value: JinjaValue) throws -> [JinjaValue] {
        switch value {
        case .undefined: return []
        case .text(let text):
            try charge(text.units.count)
            return text.units.map { .text(JinjaText(units: [$0])) }
        case .list(let sequence), .tuple(let sequence), .view(let sequence): return sequence.elements
        case .mapping(let mapping): return mapping.entries.map(\.key)
        case .iterator(let iterator): return iterator.drain()
        default: throw JinjaFault.invalid("'\(value.typeName)' object is not iterable")
        }
    }
}
