/// The form of a sentence: `[a|b]` is any one of its alternatives, nested at will, and `{slot}` is filled in.
struct Phrase: Sendable {
    /// The form as it was written; the split into portions goes by it.
    let source: String
    private let nodes: [Node]

    private indirect enum Node: Sendable {
        case text(String)
        case slot(String)
        case choice([[Node]])
    }

    init(_ source: String) {
        self.source = source
        var rest = Array(source)[...]
        nodes = Self.parse(&rest)
    }

    /// Reads up to the end, or to the `|` or `]` that ends an alternative.
    private static func parse(_ rest: inout ArraySlice<Character>) -> [Node] {
        var nodes: [Node] = []
        var text = ""
        func flushed() -> [Node] { text.isEmpty ? nodes : nodes + [.text(text)] }
        while let next = rest.first {
            switch next {
            case "[":
                rest.removeFirst()
                nodes = flushed()
                text = ""
                var alternatives: [[Node]] = []
                repeat {
                    alternatives.append(parse(&rest))
                } while rest.popFirst() == "|"
                nodes.append(.choice(alternatives))
            case "|", "]": return flushed()
            case "{":
                nodes = flushed()
                text = ""
                let name = rest.dropFirst().prefix { $0 != "}" }
                nodes.append(.slot(String(name)))
                rest = rest[min(name.endIndex + 1, rest.endIndex)...]
            default:
                text.append(next)
                rest.removeFirst()
            }
        }
        return flushed()
    }

    /// The text with one choice made at each place.
    func filled(_ random: inout Randomness, _ slot: (String, inout Randomness) -> String) -> String {
        var text = ""
        Self.fill(nodes, &text, &random, slot)
        return text
    }

    private static func fill(
        _ nodes: [Node], _ text: inout String, _ random: inout Randomness,
        _ slot: (String, inout Randomness) -> String
    ) {
        for node in nodes {
            switch node {
            case .text(let more): text += more
            case .slot(let name): text += slot(name, &random)
            case .choice(let alternatives): fill(random.pick(alternatives), &text, &random, slot)
            }
        }
    }

    /// Whether the form has a slot of that name.
    func names(_ slot: String) -> Bool { source.contains("{\(slot)}") }
}
