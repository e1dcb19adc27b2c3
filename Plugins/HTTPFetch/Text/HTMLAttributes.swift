import CXML2

/// The attributes of one element, looked at in place; names are in lower case.
struct HTMLAttributes {
    private let pairs: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?

    init(_ pairs: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) { self.pairs = pairs }

    /// The value; empty for an attribute without one; nil when it is missing.
    subscript(name: StaticString) -> [UInt8]? {
        guard var pair = pairs else { return nil }
        while let key = pair.pointee {
            if xmlStrcmp(key, name.utf8Start) == 0 {
                guard let value = pair.advanced(by: 1).pointee else { return [] }
                return Array(UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value))))
            }
            pair = pair.advanced(by: 2)
        }
        return nil
    }

    /// Whether a browser would not show the element.
    var isHidden: Bool {
        if self["hidden"] != nil { return true }
        if let value = self["aria-hidden"], value.elementsEqual("true".utf8) { return true }
        guard let style = self["style"] else { return false }
        let text = String(decoding: style.filter { $0 > 0x20 }, as: UTF8.self).lowercased()
        return text.contains("display:none") || text.contains("visibility:hidden")
    }

    var isNavigation: Bool { self["role"].map { $0.elementsEqual("navigation".utf8) } ?? false }
}
