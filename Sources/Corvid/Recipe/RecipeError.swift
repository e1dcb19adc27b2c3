/// What is wrong with a recipe: everything that was found, in the order of the file.
public struct RecipeError: Error, Sendable, CustomStringConvertible {
    /// One mistake.
    public struct Problem: Sendable, CustomStringConvertible {
        /// Nil where the recipe is right and what it was given is not.
        public var location: RecipeLocation?
        /// What is wrong and what to do.
        public var message: String

        public init(_ message: String, at location: RecipeLocation?) {
            self.message = message
            self.location = location
        }

        public var description: String { location.map { "\($0): \(message)" } ?? message }
    }

    public var problems: [Problem]

    public init(_ problems: [Problem]) { self.problems = problems }

    public init(_ message: String, at location: RecipeLocation? = nil) {
        self.init([Problem(message, at: location)])
    }

    /// One line a problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
