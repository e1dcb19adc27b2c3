/// What happens to text before it is cut into pieces; the cases are those of tokenizer.json, and two of GGUF.
indirect enum TextNormalizer: Sendable {
    case form(UnicodeNormalization.Form)
    case lowercase
    case stripAccents
    case strip(left: Bool, right: Bool)
    case prepend([UInt8])
    case replace([UInt8], with: [UInt8])
    case replacePattern(SplitPattern, with: [UInt8])
    case nmt
    case precompiled(PrecompiledCharacterMap)
    case bert(cleansText: Bool, spacesChinese: Bool, stripsAccents: Bool, lowercases: Bool)
    /// Bytes become characters of the byte alphabet. The engine keeps bytes as they are, so this changes nothing here.
    case byteLevel
    /// BERT in GGUF files: accents are stripped by keeping the first character of each decomposition.
    case ggufBert(lowercases: Bool, stripsAccents: Bool)
    /// Unigram in GGUF files.
    case ggufUnigram(GGUFUnigramNormalizer)
    case sequence([TextNormalizer])

    /// `text` normalised, or nil when nothing changes.
    func normalized(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        switch self {
        case .form(let form): return UnicodeNormalization.shared.normalized(text, to: form)
        case .lowercase: return Self.lowercased(text)
        case .stripAccents: return Self.filtered(text) { UnicodeClasses.current[$0].contains(.combining) }
        case .strip(let left, let right): return Self.stripped(text, left: left, right: right)
        case .prepend(let prefix): return text.isEmpty ? nil : prefix + text
        case .replace(let pattern, let replacement): return Self.replaced(text, pattern, replacement)
        case .replacePattern(let pattern, let replacement): return pattern.replaced(text, with: replacement)
        case .nmt: return Self.nmt(text)
        case .precompiled(let map): return map.normalizedByGrapheme(text)
        case .bert(let cleansText, let spacesChinese, let stripsAccents, let lowercases):
            var current = Array(text)
            if cleansText || spacesChinese { current = Self.cleaned(current, cleansText, spacesChinese) }
            if stripsAccents {
                Self.apply(.form(.nfd), to: &current)
                if let kept = current.withUnsafeBufferPointer({ text in
                    Self.filtered(text) { UnicodeClasses.current[$0].contains(.bertAccent) }
                }) {
                    current = kept
                }
            }
            if lowercases { Self.apply(.lowercase, to: &current) }
            return current
        case .byteLevel: return nil
        case .ggufBert(let lowercases, let stripsAccents):
            return Self.ggufBert(text, lowercases: lowercases, stripsAccents: stripsAccents)
        case .ggufUnigram(let normalizer): return normalizer.normalized(text)
        case .sequence(let steps):
            var current: [UInt8]?
            for step in steps {
                if let next = current?.withUnsafeBufferPointer({ step.normalized($0) }) ?? nil {
                    current = next
                } else if current == nil {
                    current = step.normalized(text)
                }
            }
            return current
        }
    }

    private static func apply(_ step: TextNormalizer, to text: inout [UInt8]) {
        if let next = text.withUnsafeBufferPointer({ step.normalized($0) }) { text = next }
    }

    private static func lowercased(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let unicode = UnicodeNormalization.shared
        return mapped(text) { scalar, out in
            if scalar == 0x130 {
                out.append(contentsOf: [0x69, 0xCC, 0x87])
            } else {
                UTF8Text.append(unicode.lowercase(scalar), to: &out)
            }
        }
    }

    private static func stripped(_ text: UnsafeBufferPointer<UInt8>, left: Bool, right: Bool) -> [UInt8]? {
        guard let base = text.baseAddress else { return nil }
        var (start, end) = (0, text.count)
        while left, start < end {
            let (scalar, length) = UTF8Text.decode(base + start)
            if !UnicodeClasses.current[scalar].contains(.space) { break }
            start += length
        }
        while right, end > start {
            let (scalar, length) = UTF8Text.decodeBackwards(base + end)
            if !UnicodeClasses.current[scalar].contains(.space) { break }
            end -= length
        }
        return start == 0 && end == text.count ? nil : Array(text[start..<end])
    }

    static func replaced(
        _ text: UnsafeBufferPointer<UInt8>, _ pattern: [UInt8], _ replacement: [UInt8]
    ) -> [UInt8]? {
        guard let first = pattern.first, text.contains(first) else { return nil }
        var out: [UInt8] = []
        out.reserveCapacity(text.count + text.count / 4)
        var index = 0
        while index < text.count {
            if text[index] == first, index + pattern.count <= text.count,
                text[index..<index + pattern.count].elementsEqual(pattern)
            {
                out.append(contentsOf: replacement)
                index += pattern.count
            } else {
                out.append(text[index])
                index += 1
            }
        }
        return out
    }

    private static func nmt(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        mapped(text) { scalar, out in
            switch scalar {
            case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: break
            case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD:
                out.append(0x20)
            default: UTF8Text.append(scalar, to: &out)
            }
        }
    }

    private static func cleaned(_ text: [UInt8], _ cleansText: Bool, _ spacesChinese: Bool) -> [UInt8] {
        let classes = UnicodeClasses.current
        return text.withUnsafeBufferPointer { text in
            mapped(text) { scalar, out in
                if cleansText {
                    let kind = classes[scalar]
                    if kind.contains(.bertControl) { return }
                    if kind.contains(.space) {
                        out.append(0x20)
                        return
                    }
                }
                appendSpacing(scalar, spacesChinese && isChinese(scalar), to: &out)
            }
        }
    }

    private static func appendSpacing(_ scalar: UInt32, _ spaces: Bool, to out: inout [UInt8]) {
        if spaces { out.append(0x20) }
        UTF8Text.append(scalar, to: &out)
        if spaces { out.append(0x20) }
    }

    /// The ideographs that BERT sets apart; one range begins 0x100 too late, as in every implementation.
    private static func isChinese(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x3400: false
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B81F,
            0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    private static func ggufBert(
        _ text: UnsafeBufferPointer<UInt8>, lowercases: Bool, stripsAccents: Bool
    ) -> [UInt8] {
        let classes = UnicodeClasses.version15
        let unicode = UnicodeNormalization.shared
        return mapped(text) { scalar, out in
            var scalar = scalar
            if stripsAccents, scalar >= 0xC0 {
                scalar = scalar == 0x11938 ? 0x11935 : unicode.firstOfDecomposition(scalar)
            }
            let kind = classes[scalar]
            if kind.contains(.space) {
                out.append(0x20)
                return
            }
            if scalar == 0 || scalar == 0xFFFD || kind.contains(.control) { return }
            if stripsAccents, kind.contains(.mark) { return }
            let isApart = isChinese(scalar)
            if lowercases, !kind.contains(.recent) { scalar = scalar == 0x130 ? 0x69 : unicode.lowercase(scalar) }
            appendSpacing(scalar, isApart, to: &out)
        }
    }

    @inline(__always)
    private static func mapped(
        _ text: UnsafeBufferPointer<UInt8>, _ append: (UInt32, inout [UInt8]) -> Void
    ) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + 16)
        guard let base = text.baseAddress else { return out }
        var index = 0
        while index < text.count {
            let (scalar, length) = UTF8Text.decode(base + index)
            append(scalar, &out)
            index += length
        }
        return out
    }

    @inline(__always)
    private static func filtered(
        _ text: UnsafeBufferPointer<UInt8>, removing isRemoved: (UInt32) -> Bool
    ) -> [UInt8]? {
        mapped(text) { scalar, out in
            if scalar < 128 || !isRemoved(scalar) { UTF8Text.append(scalar, to: &out) }
        }
    }
}
