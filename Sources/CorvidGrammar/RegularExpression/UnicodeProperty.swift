private import Synchronization

/// The sets behind `\p{…}`. What takes a scan of all code points is kept for the life of the process.
enum UnicodeProperty {
    private static let scanned = Mutex<[String: ScalarSet]>([:])

    /// The set of `name`: what stands between the braces of `\p{…}`; nil if it is not known.
    static func set(named name: String) -> ScalarSet? {
        let parts = name.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 2 else { return category(named: name) ?? binary(named: name) }
        switch parts[0] {
        case "General_Category", "gc": return category(named: parts[1])
        case "Script", "sc": return scripts[parts[1]]
        default: return nil
        }
    }

    private static func category(named name: String) -> ScalarSet? {
        guard let members = categories[name] else { return nil }
        return cached("gc=\(members)") {
            ScalarSet(members.flatMap { categoryRanges[Int($0)] })
        }
    }

    private static func binary(named name: String) -> ScalarSet? {
        switch name {
        case "Any": return .all
        case "ASCII": return ScalarSet([0...0x7F])
        case "ASCII_Hex_Digit", "AHex": return ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66])
        case "Assigned": return category(named: "Cn")?.complement
        default:
            guard let property = binaryProperties[name] else { return nil }
            return cached(name) { scan(property) }
        }
    }

    private static func cached(_ key: String, _ make: () -> ScalarSet) -> ScalarSet {
        if let set = scanned.withLock({ $0[key] }) { return set }
        let set = make()
        scanned.withLock { $0[key] = set }
        return set
    }

    // MARK: Scans

    /// The code points with one value each: whole planes that hold no characters count as one range.
    private static func forEachRun<Value: Equatable>(
        of value: (Unicode.Scalar.Properties) -> Value, _ body: (ClosedRange<UInt32>, Value) -> Void
    ) {
        var start: UInt32 = 0
        var current: Value?
        func visit(_ range: ClosedRange<UInt32>) {
            guard let scalar = Unicode.Scalar(range.lowerBound) else { return }
            let next = value(scalar.properties)
            if next != current {
                if let current, range.lowerBound > start { body(start...(range.lowerBound - 1), current) }
                start = range.lowerBound
                current = next
            }
        }
        func finish(at end: UInt32) {
            if let current { body(start...end, current) }
            current = nil
        }
        for code in UInt32(0)..<0xD800 { visit(code...code) }
        finish(at: 0xD7FF)
        for plane in UInt32(0)...16 {
            let base = plane << 16
            switch plane {
            case 0: for code in UInt32(0xE000)...0xFFFF { visit(code...code) }
            case 1...3, 14: for code in base...(base + 0xFFFF) { visit(code...code) }
            default:
                // No character is assigned here, or all are for private use; the last two are no characters.
                visit(base...(base + 0xFFFD))
                visit((base + 0xFFFE)...(base + 0xFFFE))
                visit((base + 0xFFFF)...(base + 0xFFFF))
            }
        }
        finish(at: ScalarSet.lastCodePoint)
    }

    private static func scan(_ property: (Unicode.Scalar.Properties) -> Bool) -> ScalarSet {
        var ranges: [ClosedRange<UInt32>] = []
        forEachRun(of: property) { range, value in if value { ranges.append(range) } }
        return ScalarSet(ranges)
    }

    /// For each general category, by its index in `categoryOrder`, its ranges.
    private static let categoryRanges: [[ClosedRange<UInt32>]] = {
        var ranges = [[ClosedRange<UInt32>]](repeating: [], count: categoryOrder.count)
        var index: [Unicode.GeneralCategory: Int] = [:]
        for (position, category) in categoryOrder.enumerated() { index[category] = position }
        forEachRun(of: \.generalCategory) { range, category in
            if let position = index[category] { ranges[position].append(range) }
        }
        // No Unicode.Scalar is a surrogate, so the scan has left them out.
        if let surrogates = index[.surrogate] { ranges[surrogates] = [0xD800...0xDFFF] }
        return ranges
    }()

    private static let categoryOrder: [Unicode.GeneralCategory] = [
        .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
        .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation,
        .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
        .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .spaceSeparator,
        .lineSeparator, .paragraphSeparator, .control, .format, .surrogate, .privateUse, .unassigned,
    ]

    // MARK: Names

    /// For each name of a general category the indices in `categoryOrder` that it stands for.
    private static let categories: [String: [UInt8]] = {
        let names: [(String, ClosedRange<UInt8>)] = [
            ("Lu Uppercase_Letter", 0...0), ("Ll Lowercase_Letter", 1...1), ("Lt Titlecase_Letter", 2...2),
            ("LC Cased_Letter", 0...2), ("Lm Modifier_Letter", 3...3), ("Lo Other_Letter", 4...4), ("L Letter", 0...4),
            ("Mn Nonspacing_Mark", 5...5), ("Mc Spacing_Mark", 6...6), ("Me Enclosing_Mark", 7...7),
            ("M Mark Combining_Mark", 5...7), ("Nd Decimal_Number digit", 8...8), ("Nl Letter_Number", 9...9),
            ("No Other_Number", 10...10), ("N Number", 8...10), ("Pc Connector_Punctuation", 11...11),
            ("Pd Dash_Punctuation", 12...12), ("Ps Open_Punctuation", 13...13), ("Pe Close_Punctuation", 14...14),
            ("Pi Initial_Punctuation", 15...15), ("Pf Final_Punctuation", 16...16), ("Po Other_Punctuation", 17...17),
            ("P Punctuation punct", 11...17), ("Sm Math_Symbol", 18...18), ("Sc Currency_Symbol", 19...19),
            ("Sk Modifier_Symbol", 20...20), ("So Other_Symbol", 21...21), ("S Symbol", 18...21),
            ("Zs Space_Separator", 22...22), ("Zl Line_Separator", 23...23), ("Zp Paragraph_Separator", 24...24),
            ("Z Separator", 22...24), ("Cc Control cntrl", 25...25), ("Cf Format", 26...26), ("Cs Surrogate", 27...27),
            ("Co Private_Use", 28...28), ("Cn Unassigned", 29...29), ("C Other", 25...29),
        ]
        return byName(names.map { ($0, Array($1)) })
    }()

    private static let binaryProperties: [String: @Sendable (Unicode.Scalar.Properties) -> Bool] = {
        let names: [(String, @Sendable (Unicode.Scalar.Properties) -> Bool)] = [
            ("Alphabetic Alpha", { $0.isAlphabetic }),
            ("Bidi_Control Bidi_C", { $0.isBidiControl }),
            ("Bidi_Mirrored Bidi_M", { $0.isBidiMirrored }),
            ("Case_Ignorable CI", { $0.isCaseIgnorable }),
            ("Cased", { $0.isCased }),
            ("Changes_When_Casefolded CWCF", { $0.changesWhenCaseFolded }),
            ("Changes_When_Casemapped CWCM", { $0.changesWhenCaseMapped }),
            ("Changes_When_Lowercased CWL", { $0.changesWhenLowercased }),
            ("Changes_When_NFKC_Casefolded CWKCF", { $0.changesWhenNFKCCaseFolded }),
            ("Changes_When_Titlecased CWT", { $0.changesWhenTitlecased }),
            ("Changes_When_Uppercased CWU", { $0.changesWhenUppercased }),
            ("Dash", { $0.isDash }),
            ("Default_Ignorable_Code_Point DI", { $0.isDefaultIgnorableCodePoint }),
            ("Deprecated Dep", { $0.isDeprecated }),
            ("Diacritic Dia", { $0.isDiacritic }),
            ("Emoji", { $0.isEmoji }),
            ("Emoji_Modifier EMod", { $0.isEmojiModifier }),
            ("Emoji_Modifier_Base EBase", { $0.isEmojiModifierBase }),
            ("Emoji_Presentation EPres", { $0.isEmojiPresentation }),
            ("Extender Ext", { $0.isExtender }),
            ("Grapheme_Base Gr_Base", { $0.isGraphemeBase }),
            ("Grapheme_Extend Gr_Ext", { $0.isGraphemeExtend }),
            ("Hex_Digit Hex", { $0.isHexDigit }),
            ("IDS_Binary_Operator IDSB", { $0.isIDSBinaryOperator }),
            ("IDS_Trinary_Operator IDST", { $0.isIDSTrinaryOperator }),
            ("ID_Continue IDC", { $0.isIDContinue }),
            ("ID_Start IDS", { $0.isIDStart }),
            ("Ideographic Ideo", { $0.isIdeographic }),
            ("Join_Control Join_C", { $0.isJoinControl }),
            ("Logical_Order_Exception LOE", { $0.isLogicalOrderException }),
            ("Lowercase Lower", { $0.isLowercase }),
            ("Math", { $0.isMath }),
            ("Noncharacter_Code_Point NChar", { $0.isNoncharacterCodePoint }),
            ("Pattern_White_Space Pat_WS", { $0.isPatternWhitespace }),
            ("Quotation_Mark QMark", { $0.isQuotationMark }),
            ("Radical", { $0.isRadical }),
            ("Sentence_Terminal STerm", { $0.isSentenceTerminal }),
            ("Soft_Dotted SD", { $0.isSoftDotted }),
            ("Unified_Ideograph UIdeo", { $0.isUnifiedIdeograph }),
            ("Uppercase Upper", { $0.isUppercase }),
            ("Variation_Selector VS", { $0.isVariationSelector }),
            ("White_Space space", { $0.isWhitespace }),
            ("XID_Continue XIDC", { $0.isXIDContinue }),
            ("XID_Start XIDS", { $0.isXIDStart }),
        ]
        return byName(names)
    }()

    /// One entry for each of the names in a list with blanks between them.
    static func byName<Value>(_ list: [(String, Value)]) -> [String: Value] {
        var result: [String: Value] = [:]
        for (names, value) in list {
            for name in names.split(separator: " ") { result[String(name)] = value }
        }
        return result
    }

    /// Everything that ``set(named:)`` knows, in UTF-8 and in order.
    static let names: [[UInt8]] = {
        var list = Array(categories.keys) + Array(binaryProperties.keys) + ["Any", "ASCII", "ASCII_Hex_Digit", "AHex"]
        list.append("Assigned")
        list += categories.keys.flatMap { ["gc=\($0)", "General_Category=\($0)"] }
        list += scripts.keys.flatMap { ["sc=\($0)", "Script=\($0)"] }
        return list.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    }()
}
