/// Tells valid UTF-8 (RFC 3629).
enum UTF8Check {
    static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            let length: Int
            var low: UInt8 = 0x80
            var high: UInt8 = 0xBF
            switch lead {
            case 0x00...0x7F: length = 1
            case 0xC2...0xDF: length = 2
            case 0xE0...0xEF:
                length = 3
                if lead == 0xE0 { low = 0xA0 }
                if lead == 0xED { high = 0x9F }
            case 0xF0...0xF4:
                length = 4
                if lead == 0xF0 { low = 0x90 }
                if lead == 0xF4 { high = 0x8F }
            default: return false
            }
            guard index + length <= bytes.count else { return false }
            for place in 1..<max(length, 1) {
                let byte = bytes[index + place]
                guard byte >= low, byte <= high else { return false }
                low = 0x80
                high = 0xBF
            }
            index += length
        }
        return true
    }
}
