#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Sines and cosines of geometric wavelengths that tell positions (Vaswani et al. 2017).
enum SinusoidalPositions {
    /// Adds the vector of `position` to `x`: sines at even places, cosines at odd ones.
    static func add(_ position: Int, to x: UnsafeMutableBufferPointer<Float>) {
        for index in x.indices {
            let wavelength = pow(10_000, Double(index / 2 * 2) / Double(x.count))
            let angle = Double(position) / wavelength
            x[index] += Float(index % 2 == 0 ? sin(angle) : cos(angle))
        }
    }
}
