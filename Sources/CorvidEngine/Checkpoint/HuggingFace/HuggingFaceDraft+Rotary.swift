import CorvidGrammar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension HuggingFaceDraft {
    /// Reads the rotary position embedding in both layouts: `rope_theta` with `rope_scaling`, and `rope_parameters`.
    ///
    /// - Parameters:
    ///   - base: the family's base when the configuration tells none.
    ///   - localBase: the base of layers with a sliding window, in families that have one of its own.
    mutating func readRotary(
        _ configuration: HuggingFaceConfiguration, base: Double = 10_000, localBase: Double? = nil
    ) throws(CheckpointError) {
        let rotary = RotaryConfiguration(configuration)
        set("rope.freq_base", try rotary.number("rope_theta", default: base, in: 1...1e12))
        if let localBase {
            let stated = rotary.local?["rope_theta"] ?? configuration["rope_local_base_freq"]
            let value = stated.flatMap { HuggingFaceConfiguration.number($0, in: 1...1e12) }
            if stated != nil, value == nil {
                throw configuration.error(.metadata, "rope_local_base_freq", "is not a number in 1...1e12")
            }
            set("rope.freq_base_swa", value ?? localBase)
        }
        let fraction = try rotary.number("partial_rotary_factor", default: 1, in: 0...1)
        let dimensions = Int(Double(sizes.headSize) * fraction)
        guard dimensions > 0, dimensions % 2 == 0 else {
            throw configuration.error(
                .metadata, "partial_rotary_factor", "makes \(dimensions) rotary dimensions; expected an even number")
        }
        set("rope.dimension_count", dimensions)
        try readScaling(rotary, dimensions: dimensions, base: base)
    }

    private mutating func readScaling(
        _ rotary: RotaryConfiguration, dimensions: Int, base: Double
    ) throws(CheckpointError) {
        var type = rotary.type
        if architecture == "phi3", type == "su" || type == "yarn" { type = "longrope" }
        switch type {
        case "default", "dynamic":
            break  // Dynamic scaling changes nothing within the context length.
        case "linear":
            set("rope.scaling.type", "linear")
            set("rope.scaling.factor", try rotary.number("factor", in: 1e-3...1e6))
        case "yarn": try readYarn(rotary)
        case "longrope": try readLongRope(rotary, dimensions: dimensions)
        case "llama3":
            let theta = try rotary.number("rope_theta", default: base, in: 1...1e12)
            addTensor("rope_freqs.weight", try llama3Factors(rotary, dimensions: dimensions, base: theta))
        default:
            throw rotary.configuration.error(
                .unsupported, rotary.key,
                "is of type \(type); known are default, dynamic, linear, llama3, longrope and yarn")
        }
    }

    private mutating func readYarn(_ rotary: RotaryConfiguration) throws(CheckpointError) {
        let original = try rotary.originalContext(default: sizes.context)
        set("rope.scaling.type", "yarn")
        set(
            "rope.scaling.factor",
            try rotary.number("factor", default: Double(sizes.context) / Double(original), in: 1e-3...1e6))
        set("rope.scaling.original_context_length", original)
        for (key, suffix) in [
            ("attention_factor", "yarn_attn_factor"), ("beta_fast", "yarn_beta_fast"), ("beta_slow", "yarn_beta_slow"),
        ] where rotary[key] != nil {
            set("rope.scaling.\(suffix)", try rotary.number(key, in: 0...1e6))
        }
    }

    /// LongRoPE: one divisor for each rotary pair, of one set up to the original context and of another beyond it.
    private mutating func readLongRope(_ rotary: RotaryConfiguration, dimensions: Int) throws(CheckpointError) {
        let original = try rotary.originalContext(default: sizes.context)
        let factor =
            rotary["factor"] == nil
            ? Double(sizes.context) / Double(original) : try rotary.number("factor", in: 1e-3...1e6)
        let implied = factor <= 1 ? 1 : (1 + log(factor) / log(Double(max(original, 2)))).squareRoot()
        set("rope.scaling.type", "longrope")
        set("rope.scaling.original_context_length", original)
        set("rope.scaling.attn_factor", try rotary.number("attention_factor", default: implied, in: 0...1e6))
        for (key, name) in [("long_factor", "rope_factors_long"), ("short_factor", "rope_factors_short")] {
            let values = rotary[key]?.array ?? []
            let factors = values.compactMap { HuggingFaceConfiguration.number($0, in: 1e-6...1e9).map(Float.init) }
            guard factors.count == values.count, factors.count == dimensions / 2 else {
                throw rotary.configuration.error(
                    .metadata, key, "is not an array of \(dimensions / 2) positive numbers")
            }
            addTensor("\(name).weight", factors)
        }
    }

    /// Llama 3.1's frequency divisors: 1 for short wavelengths, `factor` for long ones, a blend between.
    private func llama3Factors(
        _ rotary: RotaryConfiguration, dimensions: Int, base: Double
    ) throws(CheckpointError) -> [Float] {
        let factor = try rotary.number("factor", in: 1e-3...1e6)
        let low = try rotary.number("low_freq_factor", in: 1e-6...1e6)
        let high = try rotary.number("high_freq_factor", in: 1e-6...1e6)
        guard high > low else {
            throw rotary.configuration.error(.metadata, "high_freq_factor", "is not above low_freq_factor")
        }
        let original = Double(try rotary.originalContext(default: sizes.context))
        return (0..<dimensions / 2).map { pair in
            let wavelength = 2 * Double.pi * pow(base, Double(2 * pair) / Double(dimensions))
            if wavelength < original / high { return 1 }
            if wavelength > original / low { return Float(factor) }
            let blend = (original / wavelength - low) / (high - low)
            return Float(1 / ((1 - blend) / factor + blend))
        }
    }
}

/// The rotary part of a configuration, whichever layout states it.
struct RotaryConfiguration {
    let configuration: HuggingFaceConfiguration
    /// The key that holds the scaling: `rope_scaling` or `rope_parameters`.
    let key: String
    /// What holds for layers with full attention, and for those with a sliding window where it differs.
    private let full: JSONValue?
    let local: JSONValue?

    init(_ configuration: HuggingFaceConfiguration) {
        self.configuration = configuration
        key = configuration["rope_scaling"] == nil ? "rope_parameters" : "rope_scaling"
        let stated = configuration[key]
        full = stated?["full_attention"] ?? (stated?["sliding_attention"] == nil ? stated : nil)
        local = stated?["sliding_attention"]
    }

    /// The value of `key` in the rotary part, or beside it in the configuration.
    subscript(key: String) -> JSONValue? {
        if let value = full?[key], !value.isNull { return value }
        return ["rope_theta", "partial_rotary_factor"].contains(key) ? configuration[key] : nil
    }

    /// The kind of scaling; `default` when none is stated.
    var type: String { (self["rope_type"] ?? self["type"])?.text ?? "default" }

    /// The number at `key` in `range`; without a `fallback` it must exist.
    func number(
        _ key: String, default fallback: Double? = nil, in range: ClosedRange<Double>
    ) throws(CheckpointError) -> Double {
        guard let value = self[key] else {
            guard let fallback else { throw configuration.error(.metadata, key, "is missing; expected a number") }
            return fallback
        }
        guard let number = HuggingFaceConfiguration.number(value, in: range) else {
            throw configuration.error(
                .metadata, key, "is \(HuggingFaceConfiguration.shown(value)); expected a number in \(range)")
        }
        return number
    }

    /// The context length of the training before scaling; a value beside the rotary part comes first.
    func originalContext(default fallback: Int) throws(CheckpointError) -> Int {
        let key = "original_max_position_embeddings"
        if configuration[key] != nil { return try configuration.integer(key) }
        return Int(try number(key, default: Double(fallback), in: 1...Double(Int32.max)))
    }
}
