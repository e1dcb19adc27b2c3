// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "corvid",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "corvid", targets: ["CorvidMain"]),
        .library(name: "CorvidEngine", targets: ["CorvidEngine"]),
        .library(name: "CorvidGrammar", targets: ["CorvidGrammar"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        .target(name: "CKernels"),
        .target(name: "CorvidGrammar", swiftSettings: strict),
        .target(name: "CorvidEngine", dependencies: ["CorvidGrammar", "CKernels"], swiftSettings: strict),
        .target(
            name: "CorvidCLI",
            dependencies: [
                "CorvidEngine", "CorvidGrammar",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "CorvidMain",
            dependencies: ["CorvidCLI", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels"], swiftSettings: strict),
        .testTarget(
            name: "CorvidGrammarTests", dependencies: ["CorvidGrammar"], resources: [.copy("Fixtures")],
            swiftSettings: strict),
        .testTarget(
            name: "CorvidEngineTests", dependencies: ["CorvidEngine", "CorvidGrammar", "CKernels"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(name: "CorvidCLITests", dependencies: ["CorvidGrammar"], swiftSettings: strict),
    ],
    cLanguageStandard: .c11
)
