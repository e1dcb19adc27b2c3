/// Why a router cannot be made, fitted or read.
public struct RouterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is. More may be added.
    public struct Code: Sendable, Hashable {
        let name: String
        /// The policy's text or its number.
        public static let badPolicy = Code(name: "badPolicy")
        /// The models do not go together, or not with the calibration.
        public static let badModels = Code(name: "badModels")
        /// A calibration's file or a value in it.
        public static let badCalibration = Code(name: "badCalibration")
        /// Too little data, or data without what is to be learned.
        public static let badData = Code(name: "badData")
    }

    public var code: Code
    public var description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
