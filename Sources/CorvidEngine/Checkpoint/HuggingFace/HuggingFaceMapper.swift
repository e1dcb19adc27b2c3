/// Applies a family's rules to the tensors of a folder.
struct HuggingFaceMapper {
    private let weights: HuggingFaceWeights
    private let folder: String
    private var unused: Set<String>
    private(set) var tensors: [StoredTensor] = []

    init(_ weights: HuggingFaceWeights, folder: String) {
        self.weights = weights
        self.folder = folder
        unused = Set(weights.entries.keys)
    }

    /// Maps every tensor that `rules` ask for.
    /// - Throws: when one is missing, has another shape than expected or a type that weights cannot have, and when a
    ///   tensor is left over that no rule asked for.
    mutating func apply(_ rules: [TensorRule]) throws(CheckpointError) {
        for rule in rules where rule.layers == nil { try map(rule, layer: nil) }
        for layer in Set(rules.flatMap { $0.layers ?? [] }).sorted() {
            for rule in rules where rule.layers?.contains(layer) == true { try map(rule, layer: layer) }
        }
        // An output matrix that no rule asked for is the embedding again.
        unused.remove("lm_head.weight")
        unused = unused.filter { name in !["pooler.", "cls.", "classifier."].contains(where: name.hasPrefix) }
        if let name = unused.min(), let entry = weights.entries[name] {
            throw error(entry, "belongs to no part of this model family")
        }
    }

    private mutating func map(_ rule: TensorRule, layer: Int?) throws(CheckpointError) {
        guard let experts = rule.experts else {
            return try map(rule, layer: layer, expert: nil)
        }
        for expert in 0..<experts { try map(rule, layer: layer, expert: expert) }
    }

    private mutating func map(_ rule: TensorRule, layer: Int?, expert: Int?) throws(CheckpointError) {
        let source = TensorRule.fill(rule.source, layer: layer, expert: expert)
        let target = TensorRule.fill(rule.target, layer: layer, expert: expert)
        guard let entry = weights.entries[source] else {
            if let expert, let layer, try mapStacked(rule, layer: layer, expert: expert, target: target) { return }
            throw CheckpointError(
                .tensor, file: folder,
                reason: "tensor \(source) is missing; expected one of shape \(Array(rule.shape.reversed()))")
        }
        unused.remove(source)
        let format = try format(of: entry)
        let stored = Array(entry.tensor.shape.reversed())
        let expected = rule.change == .transpose ? Array(rule.shape.reversed()) : rule.shape
        guard stored.filter({ $0 != 1 }) == expected.filter({ $0 != 1 }) else {
            throw error(entry, "has shape \(entry.tensor.shape); expected \(Array(expected.reversed()))")
        }
        append(target, entry, entry.tensor.range, format, rule)
    }

    /// Maps one expert of the layout that stacks them: `gate_up_proj` `[experts, 2 * width, columns]` and `down_proj`.
    private mutating func mapStacked(
        _ rule: TensorRule, layer: Int, expert: Int, target: String
    ) throws(CheckpointError) -> Bool {
        guard let experts = rule.experts, let part = rule.source.split(separator: ".").dropLast().last else {
            return false
        }
        let fused = part != "down_proj"
        let source = "layers.\(layer).mlp.experts.\(fused ? "gate_up_proj" : "down_proj")"
        guard let entry = weights.entries[source] else { return false }
        unused.remove(source)
        let format = try format(of: entry)
        let expected = [experts, fused ? 2 * rule.shape[1] : rule.shape[1], rule.shape[0]]
        guard entry.tensor.shape == expected else {
            throw error(entry, "has shape \(entry.tensor.shape); expected \(expected)")
        }
        let size = entry.tensor.range.count / experts
        let start = entry.tensor.range.lowerBound + expert * size
        let half = size / 2
        switch part {
        case "gate_proj": append(target, entry, start..<start + half, format, rule)
        case "up_proj": append(target, entry, start + half..<start + size, format, rule)
        default: append(target, entry, start..<start + size, format, rule)
        }
        return true
    }

    private func format(of entry: HuggingFaceWeights.Entry) throws(CheckpointError) -> TensorFormat {
        guard let format = SafeTensorsFile.format(of: entry.tensor.type), [.f32, .f16, .bf16].contains(format) else {
            throw entry.file.header.error(
                .unsupported, key: entry.tensor.name,
                "tensor \(entry.tensor.name) is stored as \(entry.tensor.type); expected F32, F16 or BF16")
        }
        return format
    }

    private func error(_ entry: HuggingFaceWeights.Entry, _ reason: String) -> CheckpointError {
        entry.file.header.error(.tensor, key: entry.tensor.name, "tensor \(entry.tensor.name) \(reason)")
    }

    private mutating func append(
        _ name: String, _ entry: HuggingFaceWeights.Entry, _ range: Range<Int>, _ format: TensorFormat,
        _ rule: TensorRule
    ) {
        var bytes = entry.file.file.bytes.slice(range)
        // Files may place data at odd addresses; the kernels expect numbers at multiples of their size.
        if let base = bytes.baseAddress, UInt(bitPattern: base) % UInt(format.blockBytes) != 0 {
            bytes = bytes.withBytes { MappedBytes.copying($0) }
        }
        var stored = format
        switch rule.change {
        case .none: break
        case .addOne: (bytes, stored) = (Self.addingOne(bytes, format), .f32)
        case .transpose: bytes = Self.transposing(bytes, size: format.blockBytes, rule.shape)
        }
        tensors.append(
            StoredTensor(
                name: name, format: stored, shape: rule.shape, offset: UInt64(range.lowerBound),
                file: entry.file.file.path, bytes: bytes))
    }

    /// The numbers, widened to F32, with 1 added.
    private static func addingOne(_ bytes: MappedBytes, _ format: TensorFormat) -> MappedBytes {
        defer { withExtendedLifetime(bytes) {} }
        let source = bytes.buffer
        let count = source.count / format.blockBytes
        return .filling(byteCount: count * 4) { target in
            for index in 0..<count {
                let value: Float =
                    switch format {
                    case .f16: widen(source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
                    case .bf16:
                        Float(
                            bitPattern: UInt32(source.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)) << 16)
                    default: source.loadUnaligned(fromByteOffset: index * 4, as: Float.self)
                    }
                target.storeBytes(of: value + 1, toByteOffset: index * 4, as: Float.self)
            }
        }
    }

    /// The value of an IEEE half.
    private static func widen(_ half: UInt16) -> Float {
        let sign: Float = half & 0x8000 == 0 ? 1 : -1
        let (exponent, fraction) = (half >> 10 & 0x1F, half & 0x3FF)
        switch exponent {
        case 0: return sign * Float(fraction) * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default:
            return sign * Float(fraction | 0x400) * Float(sign: .plus, exponent: Int(exponent) - 25, significand: 1)
        }
    }

    /// A matrix stored as `[shape[0]][shape[1]]` turned into `[shape[1]][shape[0]]`, in tiles for the cache's sake.
    private static func transposing(_ bytes: MappedBytes, size: Int, _ shape: [Int]) -> MappedBytes {
        defer { withExtendedLifetime(bytes) {} }
        let (columns, rows) = (shape[0], shape[1])
        let source = bytes.buffer
        return .filling(byteCount: source.count) { target in
            for rowTile in stride(from: 0, to: rows, by: 32) {
                for columnTile in stride(from: 0, to: columns, by: 32) {
                    for row in rowTile..<min(rowTile + 32, rows) {
                        for column in columnTile..<min(columnTile + 32, columns) {
                            let from = (column * rows + row) * size
                            let to = (row * columns + column) * size
                            if size == 2 {
                                let value = source.loadUnaligned(fromByteOffset: from, as: UInt16.self)
                                target.storeBytes(of: value, toByteOffset: to, as: UInt16.self)
                            } else {
                                let value = source.loadUnaligned(fromByteOffset: from, as: UInt32.self)
                                target.storeBytes(of: value, toByteOffset: to, as: UInt32.self)
                            }
                        }
                    }
                }
            }
        }
    }
}
