import ArgumentParser
import Corvid
import CorvidModels

/// Which model works for an agent.
struct ModelArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A GGUF file, a Hugging Face folder, or scripted:FILE for the replies in FILE (default: $CORVID_MODEL).",
            valueName: "model"))
    var model: String?

    @Flag(help: "The small embedded model, jackdaw.")
    var small = false

    @Flag(help: "The large embedded model, raven.")
    var large = false

    @Option(
        help: ArgumentHelp(
            "Let a router choose between a small and a large model: small, large, score[:T], cascade[:T], budget:30%, "
                + "budget:0.05s or accuracy:99%; see corvid router.", valueName: "policy"),
        transform: { try RoutingPolicy($0) })
    var route: RoutingPolicy?

    @Option(
        help: ArgumentHelp(
            "The router's calibration, made by corvid router fit, which names its models (default: that of jackdaw and "
                + "raven).", valueName: "file"))
    var router: String?

    @OptionGroup var computing: ModelOptions

    func validate() throws {
        if [model != nil, small, large].count(where: \.self) > 1 {
            throw ValidationError("--model, --small and --large exclude each other")
        }
        if route != nil || router != nil, model != nil || small || large {
            throw ValidationError(
                "--route and --router choose among a router's models; leave out --model, --small and --large")
        }
    }

    /// - Throws: ``CommandFailure`` when no model is named, or an embedded one is not installed.
    func source() throws(CommandFailure) -> ModelSource {
        if route != nil || router != nil {
            return .routed(calibration: try RouterFile.chosen(router), policy: route ?? .standard)
        }
        if let model { return ModelSource(model) }
        if large { return try .embedded(.raven) }
        if small { return try .embedded(.jackdaw) }
        if let model = FilePlace.environment("CORVID_MODEL") { return ModelSource(model) }
        if let source = try? ModelSource.embedded(.jackdaw) { return source }
        throw CommandFailure(
            ExitStatus.usage,
            "no model: give one with --model (a GGUF file or a Hugging Face folder), or set CORVID_MODEL")
    }
}
