// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "dice",
    platforms: [.macOS(.v15)],
    products: [.library(name: "Dice", targets: ["Dice"]), .executable(name: "corvid-dice", targets: ["CorvidDice"])],
    dependencies: [.package(name: "corvid", path: "../..")],
    targets: [
        // The plugin needs the framework alone…
        .target(name: "Dice", dependencies: [.product(name: "Corvid", package: "corvid")]),
        // …and a command line that offers it needs one line more.
        .executableTarget(
            name: "CorvidDice", dependencies: ["Dice", .product(name: "CorvidCLI", package: "corvid")]),
    ]
)
