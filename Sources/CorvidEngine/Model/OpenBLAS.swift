internal import CKernels

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// OpenBLAS, loaded when first asked for, for float products of fixed shapes (training, vision, comparisons).
///
/// Loading late keeps start-up free of its threads and tables, and lets the process choose its kernels first:
/// OpenBLAS decides by the processor's model number and takes kernels of an older generation for one it does not know,
/// so `OPENBLAS_CORETYPE` is set from the processor's abilities unless the user has set it. Language models do not use
/// it: its order of summation depends on the number of rows.
package struct OpenBLAS: Sendable {
    /// The processor generation whose kernels it uses, as it names it: `Cooperlake`, `Haswell`…
    package let kernels: String
    /// One sentence, when those kernels are older than the processor: what to set. Say it once.
    package let advice: String?

    private let sgemm: Sgemm
    private let setThreads: @convention(c) (Int32) -> Void

    private typealias Sgemm =
        @convention(c) (
            Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>?, Int32, UnsafePointer<Float>?,
            Int32, Float, UnsafeMutablePointer<Float>?, Int32
        ) -> Void

    /// The library, or nil where it is not installed.
    package static let shared = OpenBLAS()

    private init?() {
        let wanted = Self.coreType(for: corvid_isa_best(), bfloat16: corvid_has_bfloat16())
        if let wanted { setenv("OPENBLAS_CORETYPE", wanted, 0) }
        let names = ["libopenblas.so.0", "libopenblas.so", "libopenblas.dylib"]
        guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
            let sgemm = dlsym(library, "cblas_sgemm"),
            let setThreads = dlsym(library, "openblas_set_num_threads"),
            let coreName = dlsym(library, "openblas_get_corename")
        else { return nil }
        self.sgemm = unsafeBitCast(sgemm, to: Sgemm.self)
        self.setThreads = unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)
        typealias CoreName = @convention(c) () -> UnsafePointer<CChar>?
        kernels = unsafeBitCast(coreName, to: CoreName.self)().map { String(cString: $0) } ?? "unknown"
        advice = Self.advice(kernels: kernels, wanted: wanted)
    }

    /// What `OPENBLAS_CORETYPE` should be for an instruction set; nil leaves the choice to the library.
    static func coreType(for isa: corvid_isa, bfloat16: Bool) -> String? {
        guard isa == CORVID_ISA_AVX512 else { return nil }
        return bfloat16 ? "Cooperlake" : "SkylakeX"
    }

    /// The sentence for kernels older than the processor.
    static func advice(kernels: String, wanted: String?) -> String? {
        let generations = ["prescott", "core2", "nehalem", "sandybridge", "haswell", "zen", "skylakex", "cooperlake"]
        guard let wanted, let wantedAge = generations.firstIndex(of: wanted.lowercased()),
            let age = generations.firstIndex(of: kernels.lowercased()), age < wantedAge
        else { return nil }
        return "OpenBLAS uses its \(kernels) kernels on a processor that can run newer ones; "
            + "set OPENBLAS_CORETYPE=\(wanted) in the environment before the program starts."
    }

    /// c = a bᵀ: a is `[m, k]`, b is `[n, k]`, c is `[m, n]`, all row by row, on `threads` threads.
    package func multiplyTransposed(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, m: Int, n: Int,
        k: Int, threads: Int
    ) {
        let rowMajor: Int32 = 101, plain: Int32 = 111, transposed: Int32 = 112
        setThreads(Int32(threads))
        sgemm(rowMajor, plain, transposed, Int32(m), Int32(n), Int32(k), 1, a, Int32(k), b, Int32(k), 0, c, Int32(n))
    }

    /// Makes products run on the calling thread alone, for callers that divide the work themselves.
    func useOneThread() { setThreads(1) }

    /// c = scale · a b, or a bᵀ when `isTransposed`; c += … when `accumulates`. See ``FloatProducts``.
    func multiply(
        _ a: UnsafePointer<Float>, stride: Int, _ b: UnsafePointer<Float>, rightStride: Int, isTransposed: Bool,
        scale: Float, accumulates: Bool, into c: UnsafeMutablePointer<Float>, resultStride: Int, rows: Int,
        columns: Int, inner: Int
    ) {
        let rowMajor: Int32 = 101, plain: Int32 = 111, transposed: Int32 = 112
        sgemm(
            rowMajor, plain, isTransposed ? transposed : plain, Int32(rows), Int32(columns), Int32(inner), scale, a,
            Int32(stride), b, Int32(rightStride), accumulates ? 1 : 0, c, Int32(resultStride))
    }
}
