import Corvid
import CorvidTrain

extension TrainingPlan {
    /// Reads a configuration, as its YAML file says.
    ///
    /// - Parameter vocabularySize: tells how many tokens a checkpoint's tokenizer has.
    /// - Throws: `RecipeError` with the place of what is wrong.
    init(_ root: RecipeNode, vocabularySize: (String) throws -> Int) throws {
        let reader = try ConfigurationReader(root, "the configuration")
        try reader.allow([
            "name", "vocabulary", "output", "seed", "tokens", "batch_tokens", "pass_tokens", "opening_tokens",
            "prompt_weight", "prompt_share", "recompute", "dropout", "threads", "checkpoint_minutes",
            "evaluation_steps", "model", "optimizer", "schedule", "data", "held_out", "evaluations", "distillation",
            "grown_from",
        ])
        let vocabulary = try reader.required("vocabulary")
        let shape = try reader.mapping("model")
        try shape.allow([
            "width", "layers", "heads", "key_value_heads", "head_size", "feed_forward", "context_length", "rope_base",
        ])
        var layers: [ModelShape.Mixer] = []
        for text in try shape.texts("layers") {
            guard let mixer = ModelShape.Mixer(rawValue: text) else {
                throw shape.failure("a layer is 'convolution' or 'attention', not '\(text)'", at: "layers")
            }
            layers.append(mixer)
        }
        let width = try shape.integer("width", default: nil, in: 32...16384)
        let heads = try shape.integer("heads", default: max(width / 64, 1), in: 1...1024)
        let model = ModelShape(
            vocabulary: try vocabularySize(vocabulary), width: width, layers: layers, heads: heads,
            keyValueHeads: try shape.integer("key_value_heads", default: max(heads / 2, 1), in: 1...1024),
            headSize: try shape.integer("head_size", default: max(width / heads, 1), in: 1...1024),
            feedForward: try shape.integer("feed_forward", default: width * 5 / 2 / 32 * 32, in: 1...131_072),
            contextLength: try shape.integer("context_length", default: 4096, in: 16...1_000_000),
            ropeBase: Float(try shape.number("rope_base", default: 100_000, in: 1...1e12)))
        if let defect = model.defect { throw shape.failure(defect) }

        self.init(
            name: try reader.required("name"), vocabulary: vocabulary, output: try reader.required("output"),
            tokens: try reader.integer("tokens", default: nil, in: 1...1_000_000_000_000), model: model)
        seed = UInt64(try reader.integer("seed", default: 1, in: 0...Int.max))
        batchTokens = try reader.integer("batch_tokens", default: 4096, in: 32...10_000_000)
        capacity = try reader.integer("pass_tokens", default: min(batchTokens, 2048), in: 64...65536) / 32 * 32
        openingTokens = try reader.integer("opening_tokens", default: openingTokens, in: 0...1_000_000_000)
        promptWeight = try reader.number("prompt_weight", default: 0, in: 0...1)
        promptShare = try reader.number("prompt_share", default: promptShare, in: 0...1)
        recomputes = try reader.flag("recompute", default: false)
        dropout = try reader.number("dropout", default: 0, in: 0...0.9)
        threads = reader.node("threads") == nil ? nil : try reader.integer("threads", default: 1, in: 1...256)
        checkpointSeconds = 60 * (try reader.number("checkpoint_minutes", default: 5, in: 0.01...10_000))
        evaluationSteps = try reader.integer("evaluation_steps", default: 500, in: 1...1_000_000)
        optimizer = try Self.optimizer(try reader.mapping("optimizer"))
        schedule = try Self.schedule(try reader.mapping("schedule"))
        heldOut = try reader.texts("held_out")
        origin = try reader.text("grown_from")
        if let origin, !FilePlace.isReadable(origin) {
            throw reader.failure("there is no file \(origin), or it cannot be read", at: "grown_from")
        }
        for node in try reader.list("evaluations") { evaluations.append(try Self.taskFile(node)) }
        distillation = try Self.distillation(try reader.mapping("distillation"))
        for node in try reader.list("data") { data.append(try Self.supply(node)) }
        if data.isEmpty { throw reader.failure("the configuration needs a list 'data' of what to learn from") }
    }

    private static func optimizer(_ reader: ConfigurationReader) throws -> OptimizerOptions {
        try reader.allow([
            "rate", "embedding_scale", "muon", "momentum", "beta1", "beta2", "weight_decay", "clip", "average_decay",
            "orthogonal_steps",
        ])
        var options = OptimizerOptions()
        options.rate = try reader.number("rate", default: options.rate, in: 0...10)
        options.embeddingScale = try reader.number("embedding_scale", default: options.embeddingScale, in: 0...100)
        options.usesMuon = try reader.flag("muon", default: true)
        options.momentum = try reader.number("momentum", default: options.momentum, in: 0...0.9999)
        options.beta1 = try reader.number("beta1", default: options.beta1, in: 0...0.9999)
        options.beta2 = try reader.number("beta2", default: options.beta2, in: 0...0.99999)
        options.weightDecay = try reader.number("weight_decay", default: options.weightDecay, in: 0...10)
        options.clip = try reader.number("clip", default: options.clip, in: 0...1e6)
        options.averageDecay = try reader.number("average_decay", default: options.averageDecay, in: 0...0.999999)
        options.orthogonalSteps = try reader.integer("orthogonal_steps", default: options.orthogonalSteps, in: 1...12)
        return options
    }

    private static func schedule(_ reader: ConfigurationReader) throws -> Schedule {
        try reader.allow(["shape", "warm_up", "decay_share", "floor"])
        var schedule = Schedule()
        if let text = try reader.text("shape") {
            guard let shape = Schedule.Shape(rawValue: text) else {
                throw reader.failure("shape is 'cosine' or 'trapezoid', not '\(text)'", at: "shape")
            }
            schedule.shape = shape
        }
        schedule.warmUp = try reader.integer("warm_up", default: schedule.warmUp, in: 0...1_000_000)
        schedule.decayShare = try reader.number("decay_share", default: schedule.decayShare, in: 0...1)
        schedule.floor = try reader.number("floor", default: schedule.floor, in: 0...1)
        return schedule
    }

    private static func taskFile(_ node: RecipeNode) throws -> TaskFile {
        let reader = try ConfigurationReader(node, "an entry of evaluations")
        try reader.allow(["file", "count"])
        let file = try reader.required("file")
        guard FilePlace.isReadable(file) else {
            throw reader.failure("there is no file \(file), or it cannot be read", at: "file")
        }
        return TaskFile(path: file, count: try reader.integer("count", default: 50, in: 1...1_000_000))
    }

    private static func distillation(_ reader: ConfigurationReader) throws -> DistillationOptions {
        try reader.allow(["weight", "temperature", "top"])
        var options = DistillationOptions()
        options.weight = try reader.number("weight", default: options.weight, in: 0...1)
        options.temperature = try reader.number("temperature", default: options.temperature, in: 0.1...100)
        options.top = try reader.integer("top", default: options.top, in: 1...DistillationOptions.largestTop)
        return options
    }

    private static func supply(_ node: RecipeNode) throws -> Supply {
        let reader = try ConfigurationReader(node, "an entry of data")
        let kinds = ["generator", "lessons", "records"].filter { reader.node($0) != nil }
        guard kinds.count == 1 else {
            throw reader.failure("an entry of data has exactly one of the keys generator, lessons and records")
        }
        let weight = try reader.number("weight", default: 1, in: 0...1e6)
        let opening = try reader.number("opening", default: 0, in: 0...1e6)
        switch kinds[0] {
        case "generator":
            try reader.allow(["generator", "weight", "opening"])
            return Supply(kind: .generator(try reader.required("generator")), weight: weight, opening: opening)
        case "lessons":
            try reader.allow(["lessons", "weights", "weight", "opening"])
            let weights = try reader.mapping("weights").numbers()
            return Supply(
                kind: .lessons(folder: try reader.required("lessons"), weights: weights), weight: weight,
                opening: opening)
        default:
            try reader.allow(["records", "files", "allow", "lenient", "weight", "opening"])
            return Supply(
                kind: .records(
                    kind: try reader.required("records"), files: try reader.texts("files"),
                    allow: try reader.texts("allow"), lenient: try reader.flag("lenient", default: false)),
                weight: weight, opening: opening)
        }
    }
}
