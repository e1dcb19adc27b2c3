internal import CKernels

/// Where the keys, values and convolution inputs of each layer lie in a cache's memory.
///
/// A page group holds `CORVID_PAGE` positions of all layers in one allocation: for each attention layer and key-value
/// head a page of keys and a page of values, and for each convolution layer its inputs at the group's last positions.
struct CacheLayout: Sendable, Hashable {
    static let pagePositions = Int(CORVID_PAGE)
    /// Positions whose convolution inputs a sequence keeps, so that it can be truncated by a few tokens for free.
    static let historyCapacity = 48

    /// The part of one layer.
    enum Layer: Sendable, Hashable {
        /// Pages of `pageBytes` each, for head h: keys at `offset + 2 h pageBytes`, values right behind them.
        case attention(offset: Int, pageBytes: Int, heads: Int, headDimension: Int)
        /// Inputs of `width` floats: the last `history` positions of a group at `offset` of the group, `[history,
        /// width]`; recent positions at `ring` (in floats) of the sequence's history, `[historyCapacity, width]`.
        case convolution(offset: Int, ring: Int, width: Int, history: Int)
    }

    let format: KVCache.Format
    private(set) var layers: [Layer] = []
    private(set) var groupBytes = 0
    private(set) var historyFloats = 0
    /// Previous inputs that the longest convolution needs.
    private(set) var history = 0

    /// - Parameter isTransient: All layers share one place: for encoders, that need a layer's keys only while the layer
    ///   is computed.
    init(_ configuration: TransformerConfiguration, format: KVCache.Format, isTransient: Bool = false) {
        self.format = format
        var offset = 0
        for layer in configuration.layers {
            if isTransient { offset = 0 }
            switch layer.mixer {
            case .attention(let attention):
                let page = Self.pageBytes(headDimension: attention.headDimension, format: format)
                layers.append(
                    .attention(
                        offset: offset, pageBytes: page, heads: attention.keyValueHeads,
                        headDimension: attention.headDimension))
                offset += 2 * page * attention.keyValueHeads
            case .shortConvolution(let kernel):
                let width = configuration.embeddingLength
                layers.append(
                    .convolution(offset: offset, ring: historyFloats, width: width, history: kernel - 1))
                offset += ((kernel - 1) * width * 4 + 63) & ~63
                historyFloats += Self.historyCapacity * width
                history = max(history, kernel - 1)
            }
            groupBytes = max(groupBytes, offset)
        }
    }

    /// Bytes of the keys (or values) of one head in a page, rounded to the alignment.
    private static func pageBytes(headDimension: Int, format: KVCache.Format) -> Int {
        let bytes =
            switch format {
            case .f32: pagePositions * headDimension * 4
            case .f16: Int(corvid_page_bytes(Int64(headDimension), false))
            case .q8_0: Int(corvid_page_bytes(Int64(headDimension), true))
            }
        return (bytes + 63) & ~63
    }
}
