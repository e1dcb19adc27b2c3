/// Marks where words begin and end, by the rules that ``GroundedText`` states.
enum WordScanner {
    private struct Piece {
        var range: Range<Int>
        var kind: ScalarClass
    }

    /// - Parameters:
    ///   - bytes: Valid UTF-8; its indices are the marks'. A mark may stand at its end index.
    ///   - whole: Lists of ranges, each in ascending order, that are one word each.
    static func mark(_ bytes: ArraySlice<UInt8>, whole: [[Range<Int>]], in marks: inout [TextMarks]) {
        var words: [Range<Int>] = []
        // Runs first: letters and digits, with what joins them.
        var run: Range<Int>?
        var last: ScalarClass = .space
        var joint: (byte: UInt8, before: ScalarClass)?
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let scalar = UTF8Step.scalar(bytes, at: index) ?? "\u{FFFD}"
            let kind = ScalarClass(scalar)
            let end = index + UTF8Step.length(scalar)
            marks[index].formUnion(.scalar)
            if kind != .space {
                // A mark alone is no beginning: it would go to another letter in its new place.
                if kind != .extender || last == .space { marks[index].formUnion(.start) }
                marks[end].formUnion(.end)
                if kind == .extender, last != .space { marks[index].remove(.end) }
            }
            switch kind {
            case .letter, .digit:
                let joins = run.map { $0.upperBound == index } ?? false || joint.map { Self.joins($0, kind) } ?? false
                if joins, let start = run?.lowerBound {
                    run = start..<end
                } else {
                    if let run { words.append(run) }
                    run = index..<end
                }
            case .ideograph, .symbol:
                if let run { words.append(run) }
                run = nil
                words.append(index..<end)
            case .extender:
                if let current = run, current.upperBound == index {
                    run = current.lowerBound..<end
                } else if let word = words.last, word.upperBound == index {
                    words[words.count - 1] = word.lowerBound..<end
                }
            case .space, .punctuation: break
            }
            joint = nil
            if kind == .punctuation, run?.upperBound == index, end == index + 1 { joint = (bytes[index], last) }
            if kind != .extender { last = kind }
            index = end
        }
        if let run { words.append(run) }
        for word in merged([words] + whole) {
            marks[word.lowerBound].formUnion(.wordStart)
            marks[word.upperBound].formUnion(.wordEnd)
        }
    }

    /// Whether one byte of punctuation makes one word of what stands before and after it.
    private static func joins(_ joint: (byte: UInt8, before: ScalarClass), _ after: ScalarClass) -> Bool {
        if joint.byte == UInt8(ascii: ".") { return true }
        return joint.before == .digit && after == .digit && ",:/-'".utf8.contains(joint.byte)
    }

    /// Ranges of which those that overlap have become one.
    private static func merged(_ lists: [[Range<Int>]]) -> [Range<Int>] {
        let all = lists.flatMap { $0 }.sorted { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
        var result: [Range<Int>] = []
        for range in all {
            if let previous = result.last, range.lowerBound < previous.upperBound {
                let end = max(previous.upperBound, range.upperBound)
                result[result.count - 1] = previous.lowerBound..<end
            } else {
                result.append(range)
            }
        }
        return result
    }
}
