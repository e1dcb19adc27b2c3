/// A character encoding by the labels that the WHATWG Encoding standard gives it.
package struct CharacterEncoding: Sendable, Hashable {
    /// The standard's name.
    package let name: String
    /// What iconv calls it.
    let converter: String

    static let utf8 = CharacterEncoding(name: "UTF-8", converter: "UTF-8")
    static let windows1252 = CharacterEncoding(name: "windows-1252", converter: "CP1252")

    private init(name: String, converter: String) {
        self.name = name
        self.converter = converter
    }

    /// Nil for labels that nobody knows.
    package init?(label: String) {
        let label = label.lowercased().filter { $0 != " " && $0 != "\t" && $0 != "\n" && $0 != "\r" }
        guard let index = Self.labels.firstIndex(where: { $0.labels.contains(label) }) else { return nil }
        self.init(name: Self.labels[index].name, converter: Self.labels[index].converter)
    }

    /// What a byte order mark at the beginning says, and its length.
    package static func mark(of bytes: [UInt8]) -> (encoding: CharacterEncoding, length: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (utf8, 3) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (CharacterEncoding(name: "UTF-16LE", converter: "UTF-16LE"), 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (CharacterEncoding(name: "UTF-16BE", converter: "UTF-16BE"), 2) }
        return nil
    }

    private static let labels: [(name: String, converter: String, labels: Set<String>)] = [
        ("UTF-8", "UTF-8", ["utf-8", "utf8", "unicode-1-1-utf-8", "unicode11utf8", "x-unicode20utf8"]),
        (
            "windows-1252", "CP1252",
            [
                "windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "iso88591", "latin1",
                "l1", "ascii", "us-ascii", "ansi_x3.4-1968",
            ]
        ),
        ("windows-1250", "CP1250", ["windows-1250", "cp1250", "x-cp1250"]),
        ("windows-1251", "CP1251", ["windows-1251", "cp1251", "x-cp1251"]),
        ("windows-1253", "CP1253", ["windows-1253", "cp1253", "x-cp1253"]),
        (
            "windows-1254", "CP1254",
            ["windows-1254", "cp1254", "x-cp1254", "iso-8859-9", "iso8859-9", "iso_8859-9", "latin5", "l5"]
        ),
        ("windows-1255", "CP1255", ["windows-1255", "cp1255", "x-cp1255"]),
        ("windows-1256", "CP1256", ["windows-1256", "cp1256", "x-cp1256"]),
        ("windows-1257", "CP1257", ["windows-1257", "cp1257", "x-cp1257"]),
        ("windows-1258", "CP1258", ["windows-1258", "cp1258", "x-cp1258"]),
        ("windows-874", "CP874", ["windows-874", "tis-620", "iso-8859-11", "iso8859-11", "dos-874"]),
        ("ISO-8859-2", "ISO-8859-2", ["iso-8859-2", "iso8859-2", "iso_8859-2", "latin2", "l2"]),
        ("ISO-8859-3", "ISO-8859-3", ["iso-8859-3", "iso8859-3", "iso_8859-3", "latin3", "l3"]),
        ("ISO-8859-4", "ISO-8859-4", ["iso-8859-4", "iso8859-4", "iso_8859-4", "latin4", "l4"]),
        ("ISO-8859-5", "ISO-8859-5", ["iso-8859-5", "iso8859-5", "iso_8859-5", "cyrillic"]),
        ("ISO-8859-6", "ISO-8859-6", ["iso-8859-6", "iso8859-6", "iso_8859-6", "arabic"]),
        ("ISO-8859-7", "ISO-8859-7", ["iso-8859-7", "iso8859-7", "iso_8859-7", "greek"]),
        ("ISO-8859-8", "ISO-8859-8", ["iso-8859-8", "iso8859-8", "iso_8859-8", "hebrew", "iso-8859-8-i"]),
        ("ISO-8859-10", "ISO-8859-10", ["iso-8859-10", "iso8859-10", "latin6", "l6"]),
        ("ISO-8859-13", "ISO-8859-13", ["iso-8859-13", "iso8859-13"]),
        ("ISO-8859-14", "ISO-8859-14", ["iso-8859-14", "iso8859-14"]),
        ("ISO-8859-15", "ISO-8859-15", ["iso-8859-15", "iso8859-15", "iso_8859-15", "l9", "latin9"]),
        ("ISO-8859-16", "ISO-8859-16", ["iso-8859-16"]),
        ("KOI8-R", "KOI8-R", ["koi8-r", "koi8", "koi", "koi8_r"]),
        ("KOI8-U", "KOI8-U", ["koi8-u", "koi8-ru"]),
        ("IBM866", "CP866", ["ibm866", "cp866", "866"]),
        ("macintosh", "MACINTOSH", ["macintosh", "mac", "x-mac-roman"]),
        ("GBK", "GB18030", ["gbk", "gb2312", "gb_2312-80", "chinese", "csgb2312", "x-gbk", "euc-cn"]),
        ("gb18030", "GB18030", ["gb18030"]),
        ("Big5", "BIG5-HKSCS", ["big5", "big5-hkscs", "cn-big5", "csbig5", "x-x-big5"]),
        ("EUC-JP", "EUC-JP", ["euc-jp", "x-euc-jp", "cseucpkdfmtjapanese"]),
        ("ISO-2022-JP", "ISO-2022-JP", ["iso-2022-jp", "csiso2022jp"]),
        (
            "Shift_JIS", "CP932",
            ["shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji", "csshiftjis", "ms932"]
        ),
        (
            "EUC-KR", "CP949",
            ["euc-kr", "korean", "ks_c_5601-1987", "ksc5601", "ksc_5601", "windows-949", "cseuckr"]
        ),
        ("UTF-16LE", "UTF-16LE", ["utf-16", "utf-16le", "unicode", "ucs-2", "iso-10646-ucs-2"]),
        ("UTF-16BE", "UTF-16BE", ["utf-16be", "unicodefffe"]),
    ]
}
