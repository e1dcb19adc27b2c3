public import ArgumentParser
public import CorvidEngine
import CorvidGrammar

/// `corvid quantize`: writes a checkpoint as a GGUF file of another storage type.
struct QuantizeCommand: AsyncParsableCommand {
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
        help: ArgumentHelp(
            "The type of the weights: \(QuantizationType.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "type"))
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

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); expected 1...1024")
        }
    }

    func run() async throws {
        let interruption = Interruption()
        let work = Task.detached { try convert() }
        interruption.handle { work.cancel() }
        defer { withExtendedLifetime(interruption) {} }
        do {
            try await work.value
        } catch let error as CheckpointError {
            complain("\(error)")
            throw ExitCode(Self.status(of: error.code))
        }
    }

    /// Exit statuses of sysexits.h.
    private static func status(of code: CheckpointError.Code) -> Int32 {
        switch code {
        case .unreadable: 66
        case .unwritable: 73
        case .cancelled: 130
        default: 65
        }
    }

    private func convert() throws {
        let checkpoint = try Checkpoint.open(input)
        let clock = ContinuousClock()
        let start = clock.now
        var meter = ProgressMeter(enabled: !quiet && !json && StandardError.isTerminal)
        let quantizer = Quantizer(type: type, threads: threads, preTokenizer: pre)
        let summary: Quantizer.Summary
        do {
            summary = try quantizer.write(checkpoint, to: output, replacing: force) { progress in
                meter.show(
                    done: progress.bytesRead, of: progress.bytesToRead,
                    label: "\(progress.tensorsDone)/\(progress.tensorCount) \(progress.tensor)")
            }
        } catch {
            meter.clear()
            throw error
        }
        meter.clear()
        report(summary, seconds: start.duration(to: clock.now) / .seconds(1))
    }

    private func report(_ summary: Quantizer.Summary, seconds: Double) {
        let formats = summary.tensors.sorted { $0.key.rawValue < $1.key.rawValue }
        if json {
            let members: [(String, JSONValue)] = [
                ("input", .string(Array(input.utf8))), ("output", .string(Array(output.utf8))),
                ("type", .string(Array(type.rawValue.utf8))),
                ("parameters", .number("\(summary.parameters)")),
                ("input_bytes", .number("\(summary.bytesRead)")), ("output_bytes", .number("\(summary.fileBytes)")),
                ("seconds", .number("\(seconds)")), ("requantized", .number("\(summary.requantized)")),
                (
                    "tensors",
                    .object(formats.map { .init(key: Array($0.key.name.utf8), value: .number("\($0.value)")) })
                ),
            ]
            let object = JSONValue.object(members.map { .init(key: Array($0.0.utf8), value: $0.1) })
            print(String(decoding: object.serialized, as: UTF8.self))
        } else if !quiet, StandardError.isTerminal {
            let bits = Double(summary.fileBytes) * 8 / Double(max(summary.parameters, 1))
            let rate = Double(summary.bytesRead) / 1e6 / max(seconds, 1e-9)
            complain(
                "\(output): \(ProgressMeter.size(summary.fileBytes)) (\(ProgressMeter.size(summary.bytesRead)) before), "
                    + "\(rounded(bits)) bits a weight, \(rounded(seconds)) s, \(Int(rate)) MB/s; "
                    + formats.map { "\($0.value) \($0.key.name)" }.joined(separator: ", "))
        }
        if summary.requantized > 0, !quiet, StandardError.isTerminal {
            complain(
                "note: \(summary.requantized) tensors were quantised already; starting from F16, BF16 or F32 weights"
                    + " gives a better model")
        }
    }

    private func rounded(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
    }

    private func complain(_ text: String) { StandardError.write("corvid quantize: \(text)\n") }
}

extension QuantizationType: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}
