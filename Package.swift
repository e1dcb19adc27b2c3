// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "corvid",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "corvid", targets: ["CorvidMain"]),
        .library(name: "Corvid", targets: ["Corvid"]),
        .library(name: "CorvidLLM", targets: ["CorvidLLM"]),
        .library(name: "CorvidModels", targets: ["CorvidModels"]),
        .library(name: "CorvidEngine", targets: ["CorvidEngine"]),
        .library(name: "CorvidTrain", targets: ["CorvidTrain"]),
        .library(name: "CorvidGrammar", targets: ["CorvidGrammar"]),
        .library(name: "CorvidCLI", targets: ["CorvidCLI"]),
        .library(name: "Calculator", targets: ["Calculator"]),
        .library(name: "HTTPFetch", targets: ["HTTPFetch"]),
        .library(name: "DatabaseQuery", targets: ["DatabaseQuery"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.2.0"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    ],
    targets: [
        // Formal languages and numbers: neither knows of messages.
        .target(name: "CKernels"),
        .target(name: "CorvidGrammar", swiftSettings: strict),
        .target(name: "CorvidEngine", dependencies: ["CorvidGrammar", "CKernels"], swiftSettings: strict),
        // Agents: knows no tensors.
        .target(name: "Corvid", dependencies: ["CorvidGrammar", logging, metrics, tracing], swiftSettings: strict),
        // Where messages meet tokens.
        .target(name: "CorvidLLM", dependencies: ["Corvid", "CorvidEngine", "CorvidGrammar"], swiftSettings: strict),
        // The models that come with Corvid, as files.
        .target(name: "CorvidModels", resources: [.copy("Models")], swiftSettings: strict),
        // Makes checkpoints: data, tokenizer, optimiser.
        .target(
            name: "CorvidTrain",
            dependencies: ["CorvidLLM", "Corvid", "CorvidEngine", "CorvidGrammar", "CKernels", "CZlib"],
            exclude: ["Lessons", "DevelopmentSets", "Configurations"], swiftSettings: strict),
        // The plugins, and the C libraries that they stand on.
        .target(
            name: "Calculator", dependencies: ["Corvid", "CorvidGrammar", bigInt], path: "Plugins/Calculator",
            swiftSettings: strict),
        .target(
            name: "HTTPFetch", dependencies: ["Corvid", "CorvidGrammar", "CCurl", "CXML2"], path: "Plugins/HTTPFetch",
            swiftSettings: strict),
        .target(
            name: "DatabaseQuery", dependencies: ["Corvid", "CorvidGrammar", "CPostgres", grdb, grdbSQLite],
            path: "Plugins/DatabaseQuery", swiftSettings: strict),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CXML2", pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
        .systemLibrary(
            name: "CPostgres", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        // The command line. Only the executable composes it with the plugins.
        .target(
            name: "CorvidCLI",
            dependencies: [
                "Corvid", "CorvidLLM", "CorvidEngine", "CorvidModels", "CorvidTrain", "CorvidGrammar", argumentParser,
                tracing, yams, "CZlib",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "CorvidMain",
            dependencies: [
                "CorvidCLI", "CorvidTrain", "Corvid", "Calculator", "HTTPFetch", "DatabaseQuery", argumentParser,
            ],
            swiftSettings: strict),
        // A command line with tools of its own, for the tests of the command line.
        .executableTarget(
            name: "CorvidTestTool", dependencies: ["CorvidCLI", "Corvid", "CorvidGrammar"],
            path: "Tests/CorvidTestTool",
            swiftSettings: strict),
        .testTarget(name: "CKernelsTests", dependencies: ["CKernels"], swiftSettings: strict),
        .testTarget(
            name: "CorvidGrammarTests", dependencies: ["CorvidGrammar"], resources: [.copy("Fixtures")],
            swiftSettings: strict),
        .testTarget(
            name: "CorvidEngineTests", dependencies: ["CorvidEngine", "CorvidGrammar", "CKernels"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "CorvidTests",
            dependencies: [
                "Corvid", "CorvidGrammar", metrics, tracing,
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CorvidLLMTests", dependencies: ["CorvidLLM", "Corvid", "CorvidEngine", "CorvidGrammar"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "CorvidTrainTests",
            dependencies: ["CorvidTrain", "CorvidLLM", "Corvid", "CorvidEngine", "CorvidGrammar", "CKernels", "CZlib"],
            exclude: ["Peers"], swiftSettings: strict),
        .testTarget(
            name: "CalculatorTests", dependencies: ["Calculator", "Corvid", "CorvidGrammar"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "HTTPFetchTests", dependencies: ["HTTPFetch", "Corvid", "CorvidGrammar"],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "DatabaseQueryTests", dependencies: ["DatabaseQuery", "Corvid", "CorvidGrammar", grdb],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "CorvidMainTests",
            dependencies: [
                "CorvidMain", "CorvidCLI", "CorvidTrain", "CorvidLLM", "CorvidModels", "CorvidEngine", "Corvid",
                "CorvidGrammar", "Calculator", "HTTPFetch", "DatabaseQuery", "CZlib", grdb,
            ],
            swiftSettings: strict),
        .testTarget(name: "CorvidCLITests", dependencies: ["CorvidGrammar", "Corvid"], swiftSettings: strict),
    ],
    cLanguageStandard: .c11
)
