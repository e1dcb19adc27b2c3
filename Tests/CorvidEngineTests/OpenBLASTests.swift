import CKernels
import Testing

@testable import CorvidEngine

struct OpenBLASTests {
    @Test func olderKernelsAreNamedWithTheirRemedy() {
        let advice = OpenBLAS.advice(kernels: "Haswell", wanted: "Cooperlake")
        #expect(advice?.contains("OPENBLAS_CORETYPE=Cooperlake") == true)
        #expect(OpenBLAS.advice(kernels: "Cooperlake", wanted: "Cooperlake") == nil)
        #expect(OpenBLAS.advice(kernels: "SkylakeX", wanted: "SkylakeX") == nil)
        #expect(OpenBLAS.advice(kernels: "Zen", wanted: nil) == nil)
    }

    @Test func coreTypeFollowsTheInstructionSet() {
        #expect(OpenBLAS.coreType(for: CORVID_ISA_AVX512, bfloat16: true) == "Cooperlake")
        #expect(OpenBLAS.coreType(for: CORVID_ISA_AVX512, bfloat16: false) == "SkylakeX")
        #expect(OpenBLAS.coreType(for: CORVID_ISA_AVX2, bfloat16: false) == nil)
    }

    @Test(.enabled(if: OpenBLAS.shared != nil, "OpenBLAS is not installed"))
    func productMatchesOurs() throws {
        let blas = try #require(OpenBLAS.shared)
        let m = 3
        let n = 5
        let k = 4
        let a = (0..<m * k).map { Float($0 % 7) }
        let b = (0..<n * k).map { Float($0 % 5) - 2 }
        var c = [Float](repeating: .nan, count: m * n)
        blas.multiplyTransposed(a, b, into: &c, m: m, n: n, k: k, threads: 2)
        for i in 0..<m {
            for j in 0..<n {
                #expect(c[i * n + j] == (0..<k).reduce(0) { $0 + a[i * k + $1] * b[j * k + $1] })
            }
        }
    }
}
