import CorvidGrammar

/// A text with `{{path}}` in it. Values are put in as text and are never read as templates themselves; `\{{` stands for
/// two braces.
struct RecipeTemplate: Sendable {
    struct Reference: Sendable {
        var path: RecipePath
        var location: RecipeLocation
    }

    enum Piece: Sendable {
        case text(String)
        case reference(Reference)
    }

    let pieces: [Piece]
    let location: RecipeLocation

    var references: [Reference] {
        pieces.compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
    }

    /// The template is one reference and nothing else: it stands for the value itself, whatever its type.
    var soleReference: Reference? {
        guard pieces.count == 1, case .reference(let reference) = pieces[0] else { return nil }
        return reference
    }

    /// - Throws: `RecipeError` with the place of an unfinished or malformed reference.
    init(_ text: String, at location: RecipeLocation) throws(RecipeError) {
        self.location = location
        var pieces: [Piece] = []
        var literal = ""
        var rest = Substring(text)
        // Braces stand in the file in the same order as in the text.
        var cursor: RecipeLocation? = location
        while let open = rest.firstRange(of: "{{") {
            let found = cursor?.next("{{")
            cursor = found?.end
            let place = found?.place ?? location
            let before = rest[..<open.lowerBound]
            guard before.last != "\\" else {
                literal += before.dropLast() + "{{"
                rest = rest[open.upperBound...]
                continue
            }
            literal += before
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw RecipeError("this {{ has no }}; write \\{{ for the braces themselves", at: place)
            }
            let inner = rest[open.upperBound..<close.lowerBound].trimmingSpaces
            let path: RecipePath
            do {
                path = try RecipePath(inner)
            } catch {
                throw RecipeError("{{\(inner)}} is no path: \(error.reason)", at: place)
            }
            if !literal.isEmpty { pieces.append(.text(literal)) }
            literal = ""
            pieces.append(.reference(Reference(path: path, location: place)))
            rest = rest[close.upperBound...]
        }
        literal += rest
        if !literal.isEmpty { pieces.append(.text(literal)) }
        self.pieces = pieces
    }

    /// The text with the values of `scope` in it.
    ///
    /// - Throws: `RecipeError` with the place of what has no value.
    func text(in scope: RecipeScope) throws(RecipeError) -> RecipeDatum {
        var text = ""
        var datum = RecipeDatum(.null)
        for piece in pieces {
            switch piece {
            case .text(let literal): text += literal
            case .reference(let reference):
                let found = try scope.value(of: reference)
                if !found.value.isNull { text += found.value.plainText }
                datum.join(found)
            }
            guard text.utf8.count <= RecipeScope.maximumBytes else {
                throw RecipeError(
                    "the text becomes longer than \(RecipeScope.maximumBytes) bytes with its values", at: location)
            }
        }
        datum.value = .text(text)
        return datum
    }

    /// The value of a sole reference, or the text.
    func datum(in scope: RecipeScope) throws(RecipeError) -> RecipeDatum {
        if let soleReference { return try scope.value(of: soleReference) }
        return try text(in: scope)
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = self
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text
    }
}
