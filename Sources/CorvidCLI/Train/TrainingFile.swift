import Corvid

/// Configurations of the trainer are YAML, read with the bounds and messages of recipes.
enum TrainingFile {
    /// - Throws: `RecipeError` with the place of a mistake; ``CommandFailure`` when the file cannot be read.
    static func parse(_ path: String) throws -> RecipeNode {
        try RecipeFile.parse(try Console.readFile(path), name: path)
    }
}
