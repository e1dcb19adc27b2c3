/// A piece of a rendered prompt.
package struct ChatSegment: Sendable, Hashable {
    package var text: String
    /// Whether it comes from the conversation or a tool, so that no special token may be read in it.
    package var isContent: Bool

    package init(_ text: String, isContent: Bool) {
        self.text = text
        self.isContent = isContent
    }
}
