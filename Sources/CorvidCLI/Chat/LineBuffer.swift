/// A line that is being edited, and what the keys do to it. Without side effects: ``LineEditor`` shows it.
struct LineBuffer {
    private(set) var characters: [Character] = []
    private(set) var cursor = 0
    /// What Ctrl-K, Ctrl-U and Ctrl-W cut last; Ctrl-Y puts it back.
    private var cut: [Character] = []

    var text: String { String(characters) }

    mutating func set(_ text: String) {
        characters = Array(text)
        cursor = characters.count
    }

    mutating func insert(_ text: String) {
        let new = Array(text)
        characters.insert(contentsOf: new, at: cursor)
        // A combining mark may have joined the character before it.
        let joined = Array(String(characters))
        cursor = max(0, min(joined.count, cursor + new.count - (characters.count - joined.count)))
        characters = joined
    }

    /// - Returns: whether the key is one that edits or moves.
    mutating func apply(_ key: Key) -> Bool {
        switch key {
        case .text(let text): insert(text)
        case .newline: insert("\n")
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = characters.count
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        case .backspace: remove(max(0, cursor - 1)..<cursor)
        case .delete: remove(cursor..<min(characters.count, cursor + 1))
        case .cutToEnd: take(cursor..<characters.count)
        case .cutToStart: take(0..<cursor)
        case .cutWord: take(wordStart..<cursor)
        case .paste: insert(String(cut))
        default: return false
        }
        return true
    }

    private mutating func take(_ range: Range<Int>) {
        if !range.isEmpty { cut = Array(characters[range]) }
        remove(range)
    }

    private mutating func remove(_ range: Range<Int>) {
        characters.removeSubrange(range)
        cursor = range.lowerBound
    }

    private var wordStart: Int {
        var place = cursor
        while place > 0, characters[place - 1].isWhitespace { place -= 1 }
        while place > 0, !characters[place - 1].isWhitespace { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < characters.count, characters[place].isWhitespace { place += 1 }
        while place < characters.count, !characters[place].isWhitespace { place += 1 }
        return place
    }
}
