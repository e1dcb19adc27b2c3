import CorvidEngine

extension CheckpointSummary {
    /// The summary as lines for a person.
    func text(tensors: Bool) -> String {
        var sections = [facts]
        if !formats.isEmpty {
            sections.append([("Storage", "")] + formats.map { ("  \($0.format.name)", Self.shown($0)) })
        }
        sections.append([("Metadata", "")] + metadata.map { ("  \(Self.printable($0.key))", Self.shown($0.value)) })
        if tensors {
            let rows = checkpoint.tensors.map { ("  \(Self.printable($0.name))", Self.shown($0)) }
            sections.append([("Tensors", "")] + rows)
        }
        return sections.map { Self.aligned($0).joined(separator: "\n") }.joined(separator: "\n\n")
    }

    private var facts: [(String, String)] {
        let kind: String
        switch checkpoint.kind {
        case .gguf(let version): kind = "GGUF version \(version)"
        case .huggingFace: kind = "Hugging Face folder"
        }
        let bits = Double(formats.reduce(0) { $0 + $1.bytes }) * 8 / Double(max(parameters, 1))
        let size = "\(Self.count(parameters)), \(NumberFormat.fixed(bits, 2)) bits each on average"
        var facts = [
            ("File", checkpoint.path),
            ("Kind", "\(kind), \(Self.size(Int(clamping: checkpoint.fileBytes)))"),
            ("Architecture", Self.printable(checkpoint.architecture.isEmpty ? "not stated" : checkpoint.architecture)),
        ]
        if let name = checkpoint.metadata["general.name"]?.text { facts.insert(("Name", Self.printable(name)), at: 1) }
        let named = [
            ("Context", "context_length"), ("Layers", "block_count"), ("Width", "embedding_length"),
            ("Feed-forward", "feed_forward_length"), ("Heads", "attention.head_count"),
            ("Key/value heads", "attention.head_count_kv"), ("Sliding window", "attention.sliding_window"),
            ("Experts", "expert_count"), ("Experts used", "expert_used_count"),
        ]
        facts.append(("Parameters", parameters == 0 ? "none" : size))
        facts += named.compactMap { label, key in number(key).map { (label, $0) } }
        facts.append(("Vocabulary", vocabulary.map { "\($0) tokens" } ?? "not stated"))
        facts.append(("Tokenizer", Self.printable(tokenizer)))
        facts.append(("Chat template", checkpoint.chatTemplate == nil ? "no" : "yes"))
        return facts
    }

    /// Two columns.
    private static func aligned(_ rows: [(String, String)]) -> [String] {
        let width = rows.map { $0.1.isEmpty ? 0 : $0.0.count }.max() ?? 0
        return rows.map { $0.1.isEmpty ? $0.0 : NumberFormat.left($0.0, width + 2) + $0.1 }
    }

    private static func shown(_ share: FormatShare) -> String {
        "\(share.tensors) tensors, \(count(share.parameters)) parameters, \(size(share.bytes))"
    }

    private static func shown(_ tensor: StoredTensor) -> String {
        NumberFormat.left(tensor.format.name, 6) + tensor.shape.map(String.init).joined(separator: " x ")
    }

    /// A metadata value in one line; long strings and arrays are cut.
    private static func shown(_ value: MetadataValue) -> String {
        switch value {
        case .unsigned(let number): return "\(number)"
        case .signed(let number): return "\(number)"
        case .float(let number): return Float(number).description
        case .bool(let flag): return "\(flag)"
        case .string(let bytes) where bytes.isEmpty: return "(empty)"
        case .string(let bytes):
            let text = printable(String(decoding: bytes.prefix(200), as: UTF8.self))
            return text.count > 72 || bytes.count > 200 ? "\(text.prefix(72))... (\(bytes.count) bytes)" : text
        case .array(let values): return list(values.prefix(8).map(shown), of: values.count)
        case .integers(let values): return list(values.prefix(16).map { "\($0)" }, of: values.count)
        case .floats(let values): return list(values.prefix(6).map { "\($0)" }, of: values.count)
        case .strings(let table):
            let first = (0..<min(4, table.count)).map {
                printable(String(decoding: table[$0], as: UTF8.self)).prefix(24)
            }
            return list(first.map { "\"\($0)\"" }, of: table.count)
        }
    }

    private static func list(_ shown: [String], of count: Int) -> String {
        let text = shown.joined(separator: ", ")
        return shown.count == count ? "[\(text)]" : "[\(text), ...] (\(count))"
    }

    /// Text without control characters, which could drive the terminal.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: " "
                    default: scalar
                    }
                }))
    }

    /// A count with a unit: `1.24 billion`, `134.5 million`.
    private static func count(_ number: Int) -> String {
        switch number {
        case 1_000_000_000...: "\(NumberFormat.fixed(Double(number) / 1e9, 2)) billion"
        case 1_000_000...: "\(NumberFormat.fixed(Double(number) / 1e6, 1)) million"
        default: "\(number)"
        }
    }

    /// Bytes with a decimal unit.
    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case 1_000_000_000...: "\(NumberFormat.fixed(Double(bytes) / 1e9, 2)) GB"
        case 1_000_000...: "\(NumberFormat.fixed(Double(bytes) / 1e6, 1)) MB"
        case 1000...: "\(NumberFormat.fixed(Double(bytes) / 1e3, 1)) kB"
        default: "\(bytes) bytes"
        }
    }
}
