internal import CKernels

/// Attention of all segments of a piece and all key-value heads of a layer, as pieces for a pool.
struct AttentionRound: ParallelWork {
    /// Some tokens of a segment.
    struct Item {
        let segment: Int
        /// Tokens of the segment, counted from its first.
        let begin: Int
        let end: Int
    }

    /// Tokens of an item.
    private static let grain = 32

    private let items: UnsafePointer<Item>
    private let segments: UnsafePointer<Segment>
    private let groups: UnsafePointer<UnsafeMutableRawPointer>
    private let template: corvid_attention_arguments
    private let isSinglePrecision: Bool
    private let isa: corvid_isa
    private let keyValueHeads: Int
    private let offset: Int
    private let pageBytes: Int
    private let pages: Int
    private let scratch: UnsafeMutableRawPointer
    private let scratchStride: Int

    /// Computes `out`, `[rows, H C]`, from `queries`, `[rows, …]`, that are `stride` floats apart.
    static func run(
        _ pass: ForwardPass, _ attention: TransformerConfiguration.Attention, _ place: CacheLayout.Layer,
        _ format: KVCache.Format, queries: UnsafePointer<Float>, stride: Int, out: UnsafeMutablePointer<Float>,
        isLast: Bool
    ) {
        guard case .attention(let offset, let pageBytes, let keyValueHeads, let headDimension) = place else { return }
        pass.attentionItems.removeAll(keepingCapacity: true)
        var longest = 0
        for (index, segment) in pass.segments.enumerated() {
            var begin = isLast ? segment.count - segment.outputs : 0
            longest = max(longest, segment.position + segment.count)
            while begin < segment.count {
                let end = min(begin + grain, segment.count)
                pass.attentionItems.append(Item(segment: index, begin: begin, end: end))
                begin = end
            }
        }
        let isSinglePrecision = format == .f32
        var template = corvid_attention_arguments(
            q: queries, q_stride: Int64(stride), tokens: 0, heads: Int64(attention.heads / keyValueHeads),
            head_dim: Int64(headDimension), scale: attention.scale, position: 0, length: Int64(longest),
            window: Int64(attention.window), bidirectional: pass.configuration.isBidirectional, q8: format == .q8_0,
            key_pages: nil, value_pages: nil, out: out, out_stride: Int64(attention.heads * headDimension))
        template.tokens = Int64(grain)
        let kernelBytes =
            isSinglePrecision
            ? corvid_attention_f32_scratch_bytes(&template) : corvid_attention_scratch_bytes(&template)
        let pages = (longest + CacheLayout.pagePositions - 1) / CacheLayout.pagePositions
        let pointerBytes = (2 * pages * MemoryLayout<UnsafeRawPointer>.stride + 63) & ~63
        let scratchStride = (pointerBytes + Int(kernelBytes) + 127) & ~127
        let scratch = pass.threadScratch.bytes(scratchStride * pass.pool.threads)
        pass.attentionItems.withUnsafeBufferPointer { items in
            pass.segments.withUnsafeBufferPointer { segments in
                pass.groups.withUnsafeBufferPointer { groups in
                    guard let items = items.baseAddress, let segments = segments.baseAddress,
                        let groups = groups.baseAddress
                    else { return }
                    let round = AttentionRound(
                        items: items, segments: segments, groups: groups, template: template,
                        isSinglePrecision: isSinglePrecision, isa: pass.isa, keyValueHeads: keyValueHeads,
                        offset: offset, pageBytes: pageBytes, pages: pages, scratch: scratch,
                        scratchStride: scratchStride)
                    pass.pool.run(round, chunks: pass.attentionItems.count * keyValueHeads)
                }
            }
        }
    }

    func run(chunk: Int, thread: Int) {
        let item = items[chunk / keyValueHeads]
        let head = chunk % keyValueHeads
        let segment = segments[item.segment]
        let length = segment.position + segment.count
        let memory = scratch + thread * scratchStride
        let keyPages = memory.assumingMemoryBound(to: UnsafeRawPointer?.self)
        let valuePages = keyPages + pages
        for page in 0..<(length + CacheLayout.pagePositions - 1) / CacheLayout.pagePositions {
            let keys = groups[segment.firstGroup + page] + offset + 2 * head * pageBytes
            keyPages[page] = UnsafeRawPointer(keys)
            valuePages[page] = UnsafeRawPointer(keys + pageBytes)
        }
        let headsWidth = Int(template.heads * template.head_dim)
        var arguments = template
        arguments.q = template.q + segment.row * Int(template.q_stride) + head * headsWidth
        arguments.out = template.out + segment.row * Int(template.out_stride) + head * headsWidth
        arguments.tokens = Int64(segment.count)
        arguments.position = Int64(segment.position)
        arguments.length = Int64(length)
        arguments.key_pages = UnsafePointer(keyPages)
        arguments.value_pages = UnsafePointer(valuePages)
        let kernelScratch = memory + ((2 * pages * MemoryLayout<UnsafeRawPointer>.stride + 63) & ~63)
        if isSinglePrecision {
            corvid_attention_f32(&arguments, Int64(item.begin), Int64(item.end), kernelScratch)
        } else {
            corvid_attention(isa, &arguments, Int64(item.begin), Int64(item.end), kernelScratch)
        }
    }
}
