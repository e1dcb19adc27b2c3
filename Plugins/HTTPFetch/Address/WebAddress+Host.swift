extension WebAddress {
    /// What stands between `//` and the port.
    package enum Host: Sendable, Hashable, CustomStringConvertible {
        /// A name in lower case ASCII without a final point.
        case name(String)
        case address(IPAddress)

        package var description: String {
            switch self {
            case .name(let name): name
            case .address(let address): address.description
            }
        }

        /// As it stands in a URL.
        package var bracketed: String {
            if case .address(let address) = self, address.isIPv6 { "[\(address)]" } else { description }
        }

        /// - Parameter text: A name, an IPv4 address in any spelling, or an IPv6 address in brackets.
        package init(parsing text: String) throws(FetchError.Reason) {
            let bytes = Array(text.utf8)
            if bytes.first == UInt8(ascii: "[") {
                guard bytes.last == UInt8(ascii: "]"),
                    let address = IPAddress(String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)),
                    address.isIPv6
                else { throw .invalidURL("what stands in brackets is no IPv6 address") }
                self = .address(address)
                return
            }
            guard !bytes.contains(UInt8(ascii: "%")) else {
                throw .invalidURL("the host holds a percent sign; write its characters as they are")
            }
            var name = bytes.allSatisfy { $0 < 0x80 } ? bytes : try InternationalName(text).ascii
            name = name.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
            if name.last == UInt8(ascii: ".") { name.removeLast() }
            guard !name.isEmpty else { throw .invalidURL("the host is missing") }
            guard name.count <= 253 else { throw .invalidURL("the host is longer than 253 bytes") }
            let labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            for label in labels {
                guard (1...63).contains(label.count) else {
                    throw .invalidURL("a part of the host between points is empty or longer than 63 bytes")
                }
                guard label.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 || "-_".utf8.contains($0) }) else {
                    throw .invalidURL("the host may hold letters, digits, '-', '_' and '.' only")
                }
            }
            if let last = labels.last, Self.number(last) != nil || last.allSatisfy({ 0x30...0x39 ~= $0 }) {
                guard let address = Self.address(labels) else {
                    throw .invalidURL("the host ends in a number but is no IPv4 address")
                }
                self = .address(address)
            } else {
                self = .name(String(decoding: name, as: UTF8.self))
            }
        }

        /// One to four numbers, each decimal, octal or hexadecimal; the last fills what is left of the 32 bits.
        private static func address(_ labels: [ArraySlice<UInt8>]) -> IPAddress? {
            let numbers = labels.compactMap(number)
            guard numbers.count == labels.count, (1...4).contains(numbers.count) else { return nil }
            var value: UInt64 = 0
            for (index, number) in numbers.enumerated() {
                let isLast = index == numbers.count - 1
                let bytes = isLast ? 4 - index : 1
                guard number < 1 << UInt64(8 * bytes) else { return nil }
                value += isLast ? number : number << UInt64(8 * (3 - index))
            }
            return IPAddress(bytes: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
        }

        /// The number that a label writes; too large ones come to 2³².
        private static func number(_ label: ArraySlice<UInt8>) -> UInt64? {
            var digits = label
            var radix: UInt64 = 10
            if digits.starts(with: "0x".utf8) {
                digits = digits.dropFirst(2)
                radix = 16
            } else if digits.count > 1, digits.first == UInt8(ascii: "0") {
                digits = digits.dropFirst()
                radix = 8
            }
            var value: UInt64 = 0
            for byte in digits {
                let digit = UInt64(0x30...0x39 ~= byte ? byte - 0x30 : 0x61...0x66 ~= byte ? byte - 0x57 : 99)
                guard digit < radix else { return nil }
                value = min(value * radix + digit, 1 << 32)
            }
            return value
        }
    }
}
