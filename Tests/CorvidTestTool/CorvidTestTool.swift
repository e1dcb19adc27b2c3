import Corvid
import CorvidCLI

/// `corvid` with the tools of ``NotebookPlugin``.
@main struct CorvidTestTool {
    static func main() async { await CorvidCommand.main(plugins: [NotebookPlugin()]) }
}
