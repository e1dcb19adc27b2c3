import ArgumentParser
import CorvidEngine
import CorvidGrammar

/// `corvid inspect`: tells what a checkpoint holds.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tell what a checkpoint holds.",
        discussion: """
            Reads the headers of a GGUF file or a Hugging Face folder and prints the architecture, the parameter \
            count, the mix of storage formats, the tokenizer and the metadata; long arrays are cut. Every header is \
            checked on the way: a damaged file is reported with the byte at which the damage was found. A Hugging \
            Face folder is shown with the keys and tensor names that its GGUF form would have.

            Exit codes: 0 the checkpoint is in order; 64 wrong usage; 65 the file is damaged or of an unknown kind; \
            66 there is no such file.
            """)

    @Argument(help: "A GGUF file (any part of a split one) or a Hugging Face folder.")
    var path: String

    @Flag(help: "List every tensor with its storage format and shape, fastest dimension first.")
    var tensors = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let summary = CheckpointSummary(try Checkpoint.open(path))
        if json {
            Console.write(summary.json(tensors: tensors).serialized + [UInt8(ascii: "\n")])
        } else {
            Console.write(summary.text(tensors: tensors) + "\n")
        }
    }
}
