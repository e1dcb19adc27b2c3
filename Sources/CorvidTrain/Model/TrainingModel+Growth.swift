/// Growing keeps what a smaller model has learned (T. Chen et al., "Net2Net", 2016; here with zeros instead of copies).
extension TrainingModel {
    /// Becomes a larger model that computes what a smaller one does: new channels, neurons, heads and layers read what is
    /// there with random weights, and write with zeros, so that they are learned from the first step on and disturb
    /// nothing before.
    ///
    /// Norms are over more channels then, of which the new ones are zero: their scales shrink by the root of the ratio.
    ///
    /// - Throws: ``TrainingError`` with what does not fit: growth keeps the vocabulary, the heads' size and the number of
    ///   query heads that share a key; nothing may shrink; and the layers must contain the smaller model's in their order.
    package func grow(from small: TrainingModel, seed: UInt64) throws(TrainingError) {
        let places = try Self.places(of: small.shape, in: shape)
        initialize(seed: seed)
        let old = Dictionary(uniqueKeysWithValues: small.table.parameters.map { ($0.name, $0) })
        let origins = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($0.element, $0.offset) })
        let shrinkage = (Float(small.shape.width) / Float(shape.width)).squareRoot()
        for parameter in table.parameters {
            let values = UnsafeMutableBufferPointer(
                rebasing: weights[parameter.offset..<parameter.offset + parameter.count])
            let role = Role(parameter.name)
            guard let origin = Self.origin(of: parameter.name, layers: origins), let source = old[origin] else {
                // A layer that the smaller model does not have.
                if role == .writing { values.update(repeating: 0) }
                continue
            }
            switch role {
            case .norm:
                for index in 0..<parameter.count {
                    let value = index < source.count ? small.weights[source.offset + index] : values[index]
                    values[index] = value * shrinkage
                }
            case .writing, .embedding: values.update(repeating: 0)
            case .reading, .other: break
            }
            if role != .norm {
                // The three outputs of a convolution's projection lie one after the other.
                let parts = parameter.name.hasSuffix("shortconv.in_proj.weight") ? 3 : 1
                for part in 0..<parts {
                    for row in 0..<source.rows / parts {
                        let from = source.offset + (part * (source.rows / parts) + row) * source.columns
                        let to = (part * (parameter.rows / parts) + row) * parameter.columns
                        for column in 0..<source.columns { values[to + column] = small.weights[from + column] }
                    }
                }
            }
        }
        pack()
    }

    /// What a parameter does to the residual stream.
    private enum Role {
        case embedding, norm, reading, writing, other

        init(_ name: String) {
            let part = name.split(separator: ".").dropLast().last.map(String.init) ?? name
            self =
                switch part {
                case "token_embd": .embedding
                case "token_embd_norm", "attn_norm", "ffn_norm": .norm
                case "out_proj", "attn_output", "ffn_down": .writing
                case "in_proj", "attn_q", "attn_k", "attn_v", "ffn_gate", "ffn_up": .reading
                default: .other
                }
        }
    }

    /// What a parameter is called in the smaller model; nil where its layer is new.
    private static func origin(of name: String, layers: [Int: Int]) -> String? {
        let parts = name.split(separator: ".", maxSplits: 2)
        guard parts.count == 3, parts[0] == "blk", let layer = Int(parts[1]) else { return name }
        return layers[layer].map { "blk.\($0).\(parts[2])" }
    }

    /// Where each layer of the smaller model goes: spread evenly, each at the first place of its kind.
    private static func places(of small: ModelShape, in large: ModelShape) throws(TrainingError) -> [Int] {
        func refuse(_ what: String) -> TrainingError {
            TrainingError(.mismatch, "the model cannot grow from the smaller one: \(what)")
        }
        guard small.vocabulary == large.vocabulary else {
            throw refuse("the vocabulary is \(large.vocabulary), the smaller one's \(small.vocabulary)")
        }
        guard small.headSize == large.headSize else {
            throw refuse("head_size is \(large.headSize), the smaller one's \(small.headSize)")
        }
        guard small.heads * large.keyValueHeads == large.heads * small.keyValueHeads else {
            throw refuse("heads and key_value_heads must have the ratio \(small.heads) to \(small.keyValueHeads)")
        }
        for (name, old, new) in [
            ("width", small.width, large.width), ("heads", small.heads, large.heads),
            ("feed_forward", small.feedForward, large.feedForward),
        ] where new < old {
            throw refuse("\(name) is \(new), less than the smaller one's \(old)")
        }
        var places: [Int] = []
        for (index, mixer) in small.layers.enumerated() {
            let first = (places.last ?? -1) + 1
            let even = max(first, index * large.layers.count / small.layers.count)
            // Not so far that those after it have no place.
            let found =
                large.layers.indices.first { $0 >= even && large.layers[$0] == mixer }
                ?? large.layers.indices.first { $0 >= first && large.layers[$0] == mixer }
            guard let found else {
                throw refuse("layers do not contain those of the smaller one in their order")
            }
            places.append(found)
        }
        return places
    }
}
