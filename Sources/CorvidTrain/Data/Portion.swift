/// What is learned from and what progress is measured on: the two never share a template or a record.
package enum Portion: String, Sendable, Codable {
    case training, development

    /// Which portion a text belongs to: one in twenty-five is for development. Case, digits and punctuation do not count,
    /// so that variants of one wording stay together.
    package init(of text: String) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 {
            let lower = byte | 0x20
            guard 0x61...0x7A ~= lower else { continue }
            hash = (hash ^ UInt64(lower)) &* 0x100_0000_01B3
        }
        // The low bits of FNV are its weakest.
        self = (hash ^ (hash >> 32)) % 25 == 0 ? .development : .training
    }
}
