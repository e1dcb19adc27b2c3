import ArgumentParser
import CorvidEngine
import CorvidGrammar

/// `corvid quantize`: writes a checkpoint as a GGUF file of another storage type.
struct QuantizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Write a checkpoint as a GGUF file with weights of another type.",
        usage: "corvid quantize <input> <output> --type q4_k_m",
        discussion: """
            Reads a .gguf file or a Hugging Face folder (config.json, tokenizer.json, *.safetensors) and writes one \
            .gguf file that corvid and llama.cpp load. Weights that already have the wanted type are copied as they are.

            TYPES, with the bits a weight takes:
              q8_0     8.5   as good as the original for all purposes
              q6_k     6.6
              q5_k_m   5.7
              q4_k_m   4.8   the usual compromise; mixes 4 and 6 bits
              q5_0, q5_1, q4_1, q4_0   5.5, 6, 5, 4.5; simpler and a little worse at their size
              f16, bf16, f32           16, 16, 32; unquantised

            EXAMPLES
              corvid quantize SmolLM2-135M smollm2.gguf --type q8_0
              corvid quantize model-f16.gguf model-q4_k_m.gguf --type q4_k_m --json

            The output appears under its name only when it is complete. Exit status: 0 done; 64 wrong usage; 65 the \
            input is damaged or of a kind that cannot be converted; 66 no such input; 73 the output cannot be \
            written; 130 interrupted.
            """)

    @Argument(help: "A .gguf file or a Hugging Face folder.", completion: .file())
    var input: String

    @Argument(help: "The .gguf file to write.", completion: .file(extensions: ["gguf"]))
    var output: String

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The type of the weights: \(Self.types).", valueName: "type"),
        transform: Self.type(named:))
    var type: QuantizationType

    @Option(name: .long, help: "Threads to use. (default: one a processor)")
    var threads: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The name to write for how a byte-level tokenizer splits text, when it is not recognised (gpt-2, llama-bpe…).",
            valueName: "name"))
    var pre: String?

    @Flag(name: [.short, .long], help: "Replace the output if it exists.")
    var force = false

    @Flag(name: .long, help: "Print a summary as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    private static let types = QuantizationType.allCases.map(\.rawValue).joined(separator: ", ")

    private static func type(named name: String) throws -> QuantizationType {
        guard let type = QuantizationType(rawValue: name.lowercased()) else {
            throw ValidationError("expected one of \(types)")
        }
        return type
    }

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); expected 1...1024")
        }
    }

    func run() throws {
        let checkpoint = try Checkpoint.open(input)
        let stopwatch = Stopwatch()
        var meter = ProgressMeter()
        let quantizer = Quantizer(type: type, threads: threads, preTokenizer: pre)
        InterruptFlag.watch()
        let summary = try quantizer.write(checkpoint, to: output, replacing: force) { progress in
            if !quiet {
                meter.show(
                    done: progress.bytesRead, of: progress.bytesToRead,
                    label: "\(progress.tensorsDone)/\(progress.tensorCount) \(progress.tensor)")
            }
            return !InterruptFlag.isRequested
        }
        Console.clearProgress()
        if json {
            Console.write(report(summary, seconds: stopwatch.seconds).serialized + [UInt8(ascii: "\n")])
        } else if Console.showsProgress, !quiet {
            describe(summary, seconds: stopwatch.seconds)
        }
    }

    private func report(_ summary: Quantizer.Summary, seconds: Double) -> JSONValue {
        let formats = summary.tensors.sorted { $0.key.rawValue < $1.key.rawValue }
        return .object([
            "input": .text(input), "output": .text(output), "type": .text(type.rawValue),
            "parameters": .integer(summary.parameters), "input_bytes": .integer(summary.bytesRead),
            "output_bytes": .integer(summary.fileBytes), "seconds": .number(seconds),
            "requantized": .integer(summary.requantized),
            "tensors": .object(formats.map { .init(key: Array($0.key.name.utf8), value: .integer($0.value)) }),
        ])
    }

    private func describe(_ summary: Quantizer.Summary, seconds: Double) {
        let formats = summary.tensors.sorted { $0.key.rawValue < $1.key.rawValue }
        let bits = Double(summary.fileBytes) * 8 / Double(max(summary.parameters, 1))
        Console.report(
            "\(output): \(NumberFormat.megabytes(Double(summary.fileBytes))), \(NumberFormat.fixed(bits, 2)) bits a weight;"
                + " \(formats.map { "\($0.value) \($0.key.name)" }.joined(separator: ", "));"
                + " \(NumberFormat.fixed(seconds, 1)) s,"
                + " \(NumberFormat.rate(Double(summary.bytesRead) / 1e6 / max(seconds, 1e-9))) MB/s read")
        if summary.requantized > 0 {
            Console.report(
                "note: \(summary.requantized) tensors were quantised already; F16, BF16 or F32 weights give a better model"
            )
        }
    }
}
