import ArgumentParser
import CorvidEngine
import CorvidGrammar

/// `corvid embed`: turns texts into vectors.
struct EmbedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed",
        abstract: "Turn texts into vectors of length one.",
        discussion: """
            Each text gives one line of numbers. The model is an encoder of the bert family; the products of two \
            vectors' numbers add up to the cosine of their angle, which --similarity prints for each pair.
            """)

    @Argument(help: "A GGUF file or a Hugging Face folder.")
    var model: String

    @Argument(help: "The texts; - reads one text a line from standard input.")
    var texts: [String]

    @Flag(help: "Print the similarity of each text with each other.")
    var similarity = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup
    var options: ModelOptions

    func run() throws {
        let checkpoint = try Checkpoint.open(model)
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        let encoder = try SentenceEncoder(checkpoint: checkpoint, threads: options.threads)
        var inputs: [String] = []
        for text in texts {
            if text == "-" {
                inputs += try Console.readInput().split(whereSeparator: \.isNewline).map(String.init)
            } else {
                inputs.append(text)
            }
        }
        let vectors = try encoder.embed(inputs.map { tokenizer.encode($0) })
        if json {
            printJSON(inputs, vectors)
        } else if similarity {
            printTable(inputs, vectors)
        } else {
            for vector in vectors { Console.write(vector.map { "\($0)" }.joined(separator: " ") + "\n") }
        }
    }

    private func printJSON(_ inputs: [String], _ vectors: [[Float]]) {
        var members: [JSONValue.Member] = []
        let embeddings = zip(inputs, vectors).map { text, vector in
            JSONValue.object(["text": .text(text), "embedding": .array(vector.map { .number("\($0)") })])
        }
        members.append(.init(key: Array("embeddings".utf8), value: .array(embeddings)))
        if similarity {
            let rows = vectors.map { row in
                JSONValue.array(vectors.map { .number(Double(Self.similarity(row, $0))) })
            }
            members.append(.init(key: Array("similarity".utf8), value: .array(rows)))
        }
        Console.write(JSONValue.object(members).serialized + [UInt8(ascii: "\n")])
    }

    private func printTable(_ inputs: [String], _ vectors: [[Float]]) {
        let labels = inputs.enumerated().map { "\($0.offset + 1)  \($0.element)" }
        let width = min(labels.map(\.count).max() ?? 0, 60)
        let head = vectors.indices.map { NumberFormat.right("\($0 + 1)", 7) }.joined()
        Console.write(NumberFormat.left("", width) + head + "\n")
        for (label, row) in zip(labels, vectors) {
            let cells = vectors.map { NumberFormat.right(NumberFormat.fixed(Double(Self.similarity(row, $0)), 3), 7) }
            Console.write(NumberFormat.left(String(label.prefix(width)), width) + cells.joined() + "\n")
        }
    }

    private static func similarity(_ first: [Float], _ second: [Float]) -> Float {
        zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
