/// RFC 3339 `full-time`, leap seconds included: second 60 must be at 23:59 UTC, so it ties the offset to the local time.
///
/// A state is a place in the text and a number: the minutes of the day as far as they are read, then the offset ahead of
/// UTC that a leap second demands, or `free`.
final class TimeMachine: ExpressionMachine, Sendable {
    static let shared = TimeMachine()
    static let start: Int32 = 0

    private enum Place: Int32 {
        case hourTens, hourUnits, hourEnd, minuteTens, minuteUnits, minuteEnd, secondTens, secondUnits
        case secondEnd, fractionStart, fraction
        case offsetHourTens, offsetHourUnits, offsetHourEnd, offsetMinuteTens, offsetMinuteUnits, end
    }

    private static let minutesPerDay: Int32 = 1440
    /// No leap second: any offset fits. With 10 or 20 added: the tens of an offset's hour.
    private static let free = minutesPerDay

    private static func state(_ place: Place, _ value: Int32) -> Int32 { place.rawValue << 16 | value }

    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        guard let place = Place(rawValue: state >> 16) else { return -1 }
        let value = state & 0xFFFF
        let digit: Int32? = 0x30...0x39 ~= byte ? Int32(byte) - 0x30 : nil
        switch place {
        case .hourTens:
            guard let digit, digit <= 2 else { return -1 }
            return Self.state(.hourUnits, digit * 10)
        case .hourUnits:
            guard let digit, value + digit < 24 else { return -1 }
            return Self.state(.hourEnd, (value + digit) * 60)
        case .hourEnd: return byte == UInt8(ascii: ":") ? Self.state(.minuteTens, value) : -1
        case .minuteTens:
            guard let digit, digit < 6 else { return -1 }
            return Self.state(.minuteUnits, value + digit * 10)
        case .minuteUnits:
            guard let digit else { return -1 }
            return Self.state(.minuteEnd, value + digit)
        case .minuteEnd: return byte == UInt8(ascii: ":") ? Self.state(.secondTens, value) : -1
        case .secondTens:
            guard let digit, digit <= 6 else { return -1 }
            // 23:59 UTC is a minute before midnight.
            return Self.state(.secondUnits, digit == 6 ? (value + 1) % Self.minutesPerDay : Self.free)
        case .secondUnits:
            guard let digit, digit == 0 || value == Self.free else { return -1 }
            return Self.state(.secondEnd, value)
        case .secondEnd:
            return byte == UInt8(ascii: ".") ? Self.state(.fractionStart, value) : zone(byte, value)
        case .fractionStart: return digit == nil ? -1 : Self.state(.fraction, value)
        case .fraction: return digit == nil ? zone(byte, value) : state
        case .offsetHourTens, .offsetHourUnits, .offsetHourEnd, .offsetMinuteTens, .offsetMinuteUnits:
            return offset(place, byte, value)
        case .end: return -1
        }
    }

    private func zone(_ byte: UInt8, _ value: Int32) -> Int32 {
        let isFree = value == Self.free
        switch byte {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"): return isFree || value == 0 ? Self.state(.end, 0) : -1
        case UInt8(ascii: "+"): return Self.state(.offsetHourTens, value)
        case UInt8(ascii: "-"):
            return Self.state(.offsetHourTens, isFree ? value : (Self.minutesPerDay - value) % Self.minutesPerDay)
        default: return -1
        }
    }

    private func offset(_ place: Place, _ byte: UInt8, _ value: Int32) -> Int32 {
        let following = Place(rawValue: place.rawValue + 1) ?? .end
        if place == .offsetHourEnd { return byte == UInt8(ascii: ":") ? Self.state(following, value) : -1 }
        guard 0x30...0x39 ~= byte else { return -1 }
        let digit = Int32(byte) - 0x30
        if value < Self.free {
            let demanded =
                switch place {
                case .offsetHourTens: value / 600
                case .offsetHourUnits: value / 60 % 10
                case .offsetMinuteTens: value % 60 / 10
                default: value % 10
                }
            guard digit == demanded else { return -1 }
            return Self.state(following, following == .end ? 0 : value)
        }
        switch place {
        case .offsetHourTens: return digit <= 2 ? Self.state(following, Self.free + digit * 10) : -1
        case .offsetHourUnits: return value - Self.free + digit < 24 ? Self.state(following, Self.free) : -1
        case .offsetMinuteTens: return digit < 6 ? Self.state(following, Self.free) : -1
        default: return Self.state(.end, 0)
        }
    }

    func isAccepting(_ state: Int32) -> Bool { state >> 16 == Place.end.rawValue }

    func firstBytes(_ state: Int32) -> ByteSet { ByteSet(Self.bytes.filter { next(state, $0) >= 0 }) }

    /// In the order in which they lead to a shortest end: out of a fraction rather than on in it.
    private static let bytes = Array("Z+-:0123456789z.".utf8)

    func completion(_ state: Int32) -> [UInt8] {
        var text: [UInt8] = []
        var state = state
        while !isAccepting(state), let byte = Self.bytes.first(where: { next(state, $0) >= 0 }) {
            text.append(byte)
            state = next(state, byte)
        }
        return text
    }
}
