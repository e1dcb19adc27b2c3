import Calculator
import Testing

@Suite struct FunctionTests {
    @Test(arguments: [
        ("sqrt(16)", "4"), ("sqrt(9/4)", "1.5"), ("sqrt(0)", "0"), ("sqrt(0.01)", "0.1"), ("cbrt(27)", "3"),
        ("cbrt(-8)", "-2"), ("root(32, 5)", "2"), ("root(-32, 5)", "-2"), ("root(16, -2)", "0.25"),
        ("sqrt(10^60)", "1" + String(repeating: "0", count: 30)),
        ("log2(8)", "3"), ("log2(1/8)", "-3"), ("log10(1000)", "3"), ("log10(0.001)", "-3"), ("log(8, 4)", "1.5"),
        ("log(9, 27)", "2/3 (≈ 0.6666666667)"), ("log(5, 5)", "1"), ("ln(1)", "0"), ("exp(0)", "1"),
        ("log(1/4, 2)", "-2"),
        ("log2(2^300)", "300"), ("log10(10^5000)", "5000"), ("log(3^1000, 9)", "500"), ("ln(e)", "≈ 1"),
    ])
    func exactWhereExact(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("sin(0)", "0"), ("sin(pi/6)", "0.5"), ("sin(pi)", "0"), ("sin(3*pi/2)", "-1"), ("sin(1000000 * pi)", "0"),
        ("cos(0)", "1"), ("cos(pi)", "-1"), ("cos(60 deg)", "0.5"), ("cos(pi/2)", "0"), ("tan(45 deg)", "1"),
        ("tan(135°)", "-1"), ("tan(180 deg)", "0"), ("sin(-30 deg)", "-0.5"), ("sin(390 deg)", "0.5"),
        ("asin(1) in deg", "90 deg"), ("acos(0.5) in deg", "60 deg"), ("atan(-1) in deg", "-45 deg"),
        ("atan2(1, -1)", "3*pi/4 (≈ 2.35619449)"), ("atan2(0, -1)", "pi (≈ 3.141592654)"),
        ("atan2(-1, 0) in deg", "-90 deg"),
        ("atan2(0, 5)", "0"), ("acos(-1)", "pi (≈ 3.141592654)"), ("acos(1)", "0"),
        ("asin(-0.5)", "-pi/6 (≈ -0.5235987756)"),
        ("sinh(0)", "0"), ("cosh(0)", "1"), ("tanh(0)", "0"), ("2 * pi / pi", "2"), ("tau / 2 - pi", "0"),
        ("180 deg in rad", "≈ 3.141592653589793 rad"), ("1 turn in deg", "360 deg"), ("pi - π", "0"),
        ("sin(400 grad)", "0"),
    ])
    func angles(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    // From published tables: pi, e, sqrt(2), the golden ratio and ln(2).
    @Test(arguments: [
        ("round(pi, 50)", "3.14159265358979323846264338327950288419716939937511"),
        ("round(e, 50)", "2.71828182845904523536028747135266249775724709369996"),
        ("round(sqrt(2), 50)", "1.41421356237309504880168872420969807856967187537695"),
        ("round(phi, 50)", "1.61803398874989484820458683436563811772030917980576"),
        ("round(ln(2), 50)", "0.69314718055994530941723212145817656807550013436026"),
        (
            "round(pi, 99)",
            "3.141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117068"
        ),
    ])
    func digitsOfConstants(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        // sin x = x - x^3/6 + ..., and so on: the leading term alone is left.
        ("sin(1e-300)", "≈ 1e-300"), ("tan(1e-300)", "≈ 1e-300"), ("atan(1e-5000)", "≈ 1e-5000"),
        ("sinh(1e-30)", "≈ 1e-30"),
        ("ln(1 + 1e-50)", "≈ 1e-50"), ("exp(1e-60) - 1", "≈ 1e-60"), ("1 - cos(1e-30)", "≈ 5e-61"),
        ("sqrt(10^40 + 1) - 10^20", "≈ 5e-21"), ("asin(1e-400)", "≈ 1e-400"), ("tanh(1e-200)", "≈ 1e-200"),
        ("atan(10^50) - pi/2", "≈ -1e-50"), ("tanh(10^10)", "≈ 1"), ("exp(-1000) * exp(1000)", "≈ 1"),
        ("sqrt(2)^2 - 2", "≈ 0"), ("ln(2) + ln(3) - ln(6)", "≈ 0"), ("floor(sqrt(2)^2)", "2"), ("ceil(sqrt(3)^2)", "3"),
        ("acos(1 - 1e-60)", "≈ 1.414213562373095e-30"), ("round(sqrt(6.25)^2, 1)", "6.3"),
        // mpmath.sin(mpmath.mpf(10)**22), a case that needs all of pi's digits.
        ("sin(10^22)", "≈ -0.8522008497671888"), ("exp(230000)", "≈ 5.38068722905647e99887"),
        ("1.0001^1000000", "≈ 2.67471099314214e43"), ("(1 + 1e-9)^(10^9)", "≈ 2.718281827099904"),
    ])
    func cancellationAndExtremes(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }
}
