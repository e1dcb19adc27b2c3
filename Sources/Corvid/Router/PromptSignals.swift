import CorvidGrammar
import Foundation

/// What a request shows of its difficulty at no cost: its last question's length, numbers and words, and the tools.
///
/// Messages behind the last question are not looked at, so that a run's later requests have the same signals.
package struct PromptSignals: Sendable, Hashable {
    package static let names = [
        "question bytes", "question words", "mean word length", "longest word", "sentences", "lines", "numbers",
        "numbers in words", "digits", "operation words", "signs", "capitals", "quotes", "question marks", "commas",
        "conversation bytes", "messages", "matched values", "tools", "likely tools", "calculator", "database", "web",
        "other tools", "parameters", "required parameters", "choices", "typed answer",
    ]

    /// In the order of ``names``.
    package let values: [Double]
    /// Hashes of the question's words and pairs of words, each once.
    package let words: [UInt32]

    package init(_ request: ModelRequest) {
        let last = request.messages.lastIndex { $0.role == .user }
        let question = last.map { request.messages[$0].text } ?? ""
        let text = TextShape(question)
        words = text.words
        let earlier = request.messages.prefix(last ?? 0)
        let bytes = earlier.reduce(0) { $0 + $1.text.utf8.count }
        var tools = ToolShape()
        for tool in request.tools { tools.add(tool) }
        let matches = last.map { request.messages[$0].matches.count } ?? 0
        let context: [Double] = [
            Self.scaled(bytes), Self.scaled(earlier.count), Self.scaled(matches), Self.scaled(request.tools.count),
            Self.scaled(tools.likely), tools.calculators > 0 ? 1 : 0, tools.databases > 0 ? 1 : 0,
            tools.webs > 0 ? 1 : 0,
            Self.scaled(tools.others), Self.scaled(tools.parameters), Self.scaled(tools.required),
            Self.scaled(tools.choices), request.outputSchema == nil ? 0 : 1,
        ]
        values = text.values + context
    }

    /// As they were kept.
    package init(values: [Double], words: [UInt32]) {
        self.values = values
        self.words = words
    }

    /// Of a prompt alone, as published outcomes have it.
    package init(prompt: String) { self.init(ModelRequest(messages: [.user(prompt)])) }

    /// Counts differ by orders of magnitude.
    static func scaled(_ count: Int) -> Double { log1p(Double(count)) }
}

/// What tools ask of a model.
private struct ToolShape {
    var likely = 0
    var calculators = 0
    var databases = 0
    var webs = 0
    var others = 0
    var parameters = 0
    var required = 0
    var choices = 0

    mutating func add(_ tool: ToolDefinition) {
        if tool.isLikely { likely += 1 }
        switch tool.name {
        case "calculator": calculators += 1
        case "fetch": webs += 1
        case let name where name.hasPrefix("database"): databases += 1
        default:
            others += 1
            let properties = tool.parameters["properties"]?.members ?? []
            parameters += properties.count
            required += tool.parameters["required"]?.array?.count ?? 0
            for property in properties { choices += property.value["enum"]?.array?.count ?? 0 }
        }
    }
}

/// The form of a text, in one pass over its bytes.
private struct TextShape {
    /// In the order of the first names of ``PromptSignals``.
    private(set) var values: [Double] = []
    private(set) var words: [UInt32] = []

    private static let operations: Set<UInt32> = Set(
        [
            "total", "altogether", "sum", "more", "less", "fewer", "left", "remaining", "remain", "each", "every",
            "per",
            "times", "twice", "double", "half", "third", "quarter", "percent", "average", "mean", "difference",
            "product",
            "divided", "multiplied", "plus", "minus", "share", "equally", "ratio", "rate", "than", "both", "together",
            "increase", "decrease", "discount", "tax", "profit",
        ].map { FeatureHash.of($0.utf8) })
    private static let numerals: Set<UInt32> = Set(
        [
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen",
            "fifteen", "sixteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "million",
            "dozen",
        ].map { FeatureHash.of($0.utf8) })

    init(_ text: String) {
        var hash = FeatureHash()
        var length = 0
        var isNumber = true
        var previous: UInt32?
        var (count, letters, longest) = (0, 0, 0)
        var (numbers, spelled, digits, operations) = (0, 0, 0, 0)
        var (sentences, lines, signs, capitals, quotes, marks, commas) = (0, 1, 0, 0, 0, 0, 0)
        func add(_ word: UInt32) {
            words.append(word)
            if let previous { words.append(FeatureHash.pair(previous, word)) }
            previous = word
        }
        func end() {
            guard length > 0 else { return }
            count += 1
            letters += length
            longest = max(longest, length)
            if isNumber { numbers += 1 }
            // What number it is says little about how hard the question is.
            let word = isNumber ? FeatureHash.number : hash.value
            if Self.operations.contains(word) { operations += 1 }
            if Self.numerals.contains(word) { spelled += 1 }
            add(word)
            hash = FeatureHash()
            length = 0
            isNumber = true
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                hash.add(byte)
                length += 1
            case UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
                hash.add(byte)
                length += 1
                isNumber = false
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                capitals += 1
                hash.add(byte | 0x20)
                length += 1
                isNumber = false
            default:
                end()
                switch byte {
                case UInt8(ascii: "."), UInt8(ascii: "!"): sentences += 1
                case UInt8(ascii: "?"):
                    sentences += 1
                    marks += 1
                case UInt8(ascii: "\n"): lines += 1
                case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): quotes += 1
                case UInt8(ascii: ","): commas += 1
                case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
                default:
                    signs += 1
                    add(FeatureHash.of([byte]))
                }
            }
        }
        end()
        words = Array(Set(words)).sorted()
        values = [
            PromptSignals.scaled(text.utf8.count), PromptSignals.scaled(count),
            count > 0 ? Double(letters) / Double(count) : 0, PromptSignals.scaled(longest),
            PromptSignals.scaled(sentences), PromptSignals.scaled(lines), PromptSignals.scaled(numbers),
            PromptSignals.scaled(spelled), PromptSignals.scaled(digits), PromptSignals.scaled(operations),
            PromptSignals.scaled(signs), PromptSignals.scaled(capitals), PromptSignals.scaled(quotes),
            PromptSignals.scaled(marks), PromptSignals.scaled(commas),
        ]
    }
}

/// FNV-1a with 32 bits. Source: G. Fowler, L. C. Noll, K.-P. Vo, "The FNV Non-Cryptographic Hash Algorithm".
private struct FeatureHash {
    private(set) var value: UInt32 = 0x811C_9DC5

    mutating func add(_ byte: UInt8) { value = (value ^ UInt32(byte)) &* 0x0100_0193 }

    static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var hash = FeatureHash()
        for byte in bytes { hash.add(byte) }
        return hash.value
    }

    static let number = of([UInt8(ascii: "0")])

    /// Of two words, in their order.
    static func pair(_ first: UInt32, _ second: UInt32) -> UInt32 {
        (first &* 0x9E37_79B1) ^ (second &* 0x85EB_CA6B) ^ (second >> 15)
    }
}
