/// A value of the template language: what Python's values are to jinja2, as far as templates can tell.
enum JinjaValue {
    /// A value that does not exist; using it fails with the message, printing it gives nothing.
    case undefined(String)
    case none
    case bool(Bool)
    case integer(Int)
    case float(Double)
    /// An integer of the input that no machine integer holds; it can only be printed and compared.
    case bigInteger(String)
    case text(JinjaText)
    case list(JinjaSequence)
    case tuple(JinjaSequence)
    case mapping(JinjaMapping)
    /// What `items()`, `keys()` and `values()` give: it has a length, but no elements to index.
    case view(JinjaSequence)
    /// A generator: read once.
    case iterator(JinjaIterator)
    case namespace(JinjaNamespace)
    case loop(JinjaLoop)
    case function(JinjaFunction)
}

/// Elements in order, and how deeply they nest.
final class JinjaSequence {
    let elements: [JinjaValue]
    let depth: Int
    init(_ elements: [JinjaValue], depth: Int) {
        self.elements = elements
        self.depth = depth
    }
}

/// What is left of a generator.
final class JinjaIterator {
    private(set) var elements: ArraySlice<JinjaValue>
    let depth: Int
    init(_ elements: [JinjaValue], depth: Int) {
        self.elements = elements[...]
        self.depth = depth
    }
    func drain() -> [JinjaValue] {
        defer { elements = [] }
        return Array(elements)
    }
    func next() -> JinjaValue? { elements.popFirst() }
}

/// The object of `namespace()`, the only one that a template may change.
final class JinjaNamespace {
    var values: [(name: JinjaText, value: JinjaValue)] = []

    subscript(name: JinjaText) -> JinjaValue? {
        get { values.first { $0.name.equals(name) }?.value }
        set {
            guard let newValue else { return }
            if let index = values.firstIndex(where: { $0.name.equals(name) }) {
                values[index].value = newValue
            } else {
                values.append((name, newValue))
            }
        }
    }
}

/// Something that can be called.
final class JinjaFunction {
    enum Kind {
        case global(String)
        case method(JinjaValue, String)
        case macro(JinjaMacro, JinjaFrame)
    }
    let kind: Kind
    init(_ kind: Kind) { self.kind = kind }
}

/// Names and their values; a frame sees those of the frames around it.
final class JinjaFrame {
    let parent: JinjaFrame?
    private var names: [Int] = []
    private var values: [JinjaValue] = []

    init(parent: JinjaFrame?) { self.parent = parent }

    subscript(name: Int) -> JinjaValue? {
        get {
            var frame: JinjaFrame? = self
            while let current = frame {
                if let index = current.names.firstIndex(of: name) { return current.values[index] }
                frame = current.parent
            }
            return nil
        }
        set {
            guard let newValue else { return }
            if let index = names.firstIndex(of: name) {
                values[index] = newValue
            } else {
                names.append(name)
                values.append(newValue)
            }
        }
    }

    func removeAll() {
        names = []
        values = []
    }
}

/// The `loop` of a for statement.
final class JinjaLoop {
    let elements: [JinjaValue]
    let depth0: Int
    /// What to run when a recursive loop calls itself.
    let recursion: (statement: JinjaFor, frame: JinjaFrame)?
    var index0 = 0
    var lastChanged: [JinjaValue]?

    init(_ elements: [JinjaValue], depth0: Int, recursion: (statement: JinjaFor, frame: JinjaFrame)?) {
        self.elements = elements
        self.depth0 = depth0
        self.recursion = recursion
    }
}

extension JinjaValue {
    /// How many containers stand inside one another.
    var depth: Int {
        switch self {
        case .list(let sequence), .tuple(let sequence), .view(let sequence): sequence.depth
        case .mapping(let mapping): mapping.depth
        case .iterator(let iterator): iterator.depth
        default: 0
        }
    }

    static func string(_ text: String) -> JinjaValue { .text(JinjaText(text)) }

    /// Python's name of the type.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .integer, .bigInteger: "int"
        case .float: "float"
        case .text: "str"
        case .list: "list"
        case .tuple: "tuple"
        case .mapping: "dict"
        case .view: "dict_items"
        case .iterator: "generator"
        case .namespace: "Namespace"
        case .loop: "LoopContext"
        case .function: "function"
        }
    }

    var isUndefined: Bool { if case .undefined = self { true } else { false } }

    /// Python's truth of a value.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .float(let value): value != 0
        case .bigInteger: true
        case .text(let text): !text.units.isEmpty
        case .list(let sequence), .tuple(let sequence), .view(let sequence): !sequence.elements.isEmpty
        case .mapping(let mapping): !mapping.entries.isEmpty
        case .loop(let loop): !loop.elements.isEmpty
        case .iterator, .namespace, .function: true
        }
    }
}
