/// What distinguishes one image tower from another: a value that ``VisionTower`` interprets.
public struct VisionConfiguration: Sendable, Hashable {
    /// Pixels of a side of the square pictures that the tower was trained with.
    public var imageSize: Int
    /// Pixels of a side of a patch.
    public var patchSize: Int
    public var encoder: EncoderConfiguration
    public var positions: Positions
    /// A learned token stands before the patches (CLIP).
    public var hasClassToken: Bool
    /// The features include that token's.
    public var keepsClassToken: Bool
    /// A norm of the embeddings before the first block (CLIP).
    public var normalisesInput: Bool
    /// A norm of the features after the last block.
    public var normalisesOutput: Bool

    /// How patches learn where they are.
    public enum Positions: Sendable, Hashable {
        /// Row by row from a table as large as the grid, which every picture fills.
        case grid
        /// From the same table by the fractions of the picture's sides, so that pictures may fill a part of the grid
        /// (Idefics3; Dehghani et al. 2023).
        case fractional
    }

    /// Patches of a side of the grid.
    public var gridSide: Int { imageSize / patchSize }
    /// Numbers of a flattened patch.
    public var valuesPerPatch: Int { 3 * patchSize * patchSize }
    /// Rows of features for a picture.
    public var featureRows: Int { gridSide * gridSide + (keepsClassToken ? 1 : 0) }
}
