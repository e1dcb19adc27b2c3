/// The text of a recipe's file.
public final class RecipeSource: Sendable {
    /// The file's path, by which sub-recipes are told apart.
    public let name: String
    let lines: [[Unicode.Scalar]]

    public init(name: String, text: String) {
        self.name = name
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    }

    /// The folder that relative paths of the recipe begin in; empty for the current one.
    public var folder: String { name.lastIndex(of: "/").map { String(name[...$0]) } ?? "" }
}

/// A place in a recipe's file.
public struct RecipeLocation: Sendable, CustomStringConvertible {
    public var source: RecipeSource
    /// From 1; 0 where there is no file.
    public var line: Int
    /// In characters (Unicode scalars), from 1.
    public var column: Int

    public init(source: RecipeSource, line: Int, column: Int) {
        self.source = source
        self.line = line
        self.column = column
    }

    /// `file:line:column`.
    public var description: String { line > 0 ? "\(source.name):\(line):\(column)" : source.name }

    /// Where `text` stands next from here on, and the place behind it; nil when it does not.
    func next(_ text: String) -> (place: RecipeLocation, end: RecipeLocation)? {
        guard line > 0 else { return nil }
        let wanted = Array(text.unicodeScalars)
        for number in (line - 1)..<max(line - 1, source.lines.count) {
            let characters = source.lines[number]
            var start = number == line - 1 ? min(column - 1, characters.count) : 0
            while start + wanted.count <= characters.count {
                if characters[start..<start + wanted.count].elementsEqual(wanted) {
                    let place = RecipeLocation(source: source, line: number + 1, column: start + 1)
                    let end = RecipeLocation(source: source, line: number + 1, column: start + 1 + wanted.count)
                    return (place, end)
                }
                start += 1
            }
        }
        return nil
    }
}
