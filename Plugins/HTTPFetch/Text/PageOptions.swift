/// How a page becomes text.
public struct PageOptions: Sendable, Hashable {
    /// How links are shown.
    public enum LinkStyle: String, Sendable, Hashable {
        /// `text [3]`, with the addresses in ``FetchedPage/links``.
        case numbered
        /// `[text](https://…)`.
        case inline
        /// The text alone.
        case none
    }

    public var links = LinkStyle.numbered
    /// Whether `nav` elements and the like are kept.
    public var keepsNavigation = false
    /// Whether what a browser would not show is kept.
    public var keepsHidden = false
    /// Whether images' alternative texts are shown.
    public var keepsImageTexts = true
    /// Elements read of a page.
    public var maximumElements = 200_000
    /// Elements within one another.
    public var maximumDepth = 800
    /// Bytes of text made of a page.
    public var maximumTextBytes = 4 << 20
    /// Links listed.
    public var maximumLinks = 1000
    /// Time for reading a page.
    public var maximumTime = Duration.seconds(5)

    public init() {}
}
