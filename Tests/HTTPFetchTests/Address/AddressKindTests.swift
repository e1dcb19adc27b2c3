import HTTPFetch
import Testing

struct AddressKindTests {
    /// Every spelling of an address that libraries are known to accept.
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", AddressKind.loopback), ("127.1", "127.0.0.1", .loopback),
        ("127.0.1", "127.0.0.1", .loopback), ("2130706433", "127.0.0.1", .loopback),
        ("0x7f000001", "127.0.0.1", .loopback), ("0X7F.1", "127.0.0.1", .loopback),
        ("0177.0.0.1", "127.0.0.1", .loopback), ("017700000001", "127.0.0.1", .loopback),
        ("0x7f.0x0.0x0.0x1", "127.0.0.1", .loopback), ("127.0.0.1.", "127.0.0.1", .loopback),
        ("00000177.1", "127.0.0.1", .loopback), ("１２７.０.０.１", "127.0.0.1", .loopback),
        ("127。0。0。1", "127.0.0.1", .loopback), ("①②⑦.⓪.⓪.①", "127.0.0.1", .loopback),
        ("0", "0.0.0.0", .unspecified), ("0x", "0.0.0.0", .unspecified), ("10.1", "10.0.0.1", .private),
        ("0xa9fea9fe", "169.254.169.254", .metadata), ("2852039166", "169.254.169.254", .metadata),
        ("169.254.43518", "169.254.169.254", .metadata), ("[::1]", "::1", .loopback),
        ("[0:0:0:0:0:0:0:1]", "::1", .loopback), ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1", .loopback),
        ("[::ffff:7f00:1]", "::ffff:127.0.0.1", .loopback), ("[::127.0.0.1]", "::127.0.0.1", .transition),
        ("[64:ff9b::10.0.0.1]", "64:ff9b::a00:1", .private), ("[2002:7f00:1::]", "2002:7f00:1::", .transition),
    ])
    func spellings(host: String, address: String, kind: AddressKind) throws {
        let host = try WebAddress("http://\(host)/").host
        guard case .address(let found) = host else {
            Issue.record("\(host) was read as a name")
            return
        }
        #expect(found.description == address)
        #expect(AddressKind(found) == kind)
    }

    @Test(arguments: [
        ("0.1.2.3", AddressKind.unspecified), ("10.255.255.255", .private), ("11.0.0.0", .global),
        ("100.63.255.255", .global), ("100.64.0.0", .carrierGradeNAT), ("100.127.255.255", .carrierGradeNAT),
        ("100.128.0.0", .global), ("127.255.255.254", .loopback), ("169.253.255.255", .global),
        ("169.254.0.1", .linkLocal), ("169.255.0.0", .global), ("172.15.255.255", .global), ("172.16.0.0", .private),
        ("172.31.255.255", .private), ("172.32.0.0", .global), ("192.0.0.1", .reserved), ("192.0.1.0", .global),
        ("192.0.2.1", .documentation), ("192.88.99.1", .transition), ("192.168.0.1", .private),
        ("192.169.0.0", .global),
        ("198.17.255.255", .global), ("198.18.0.0", .benchmarking), ("198.19.255.255", .benchmarking),
        ("198.20.0.0", .global), ("198.51.100.7", .documentation), ("203.0.113.7", .documentation),
        ("223.255.255.255", .global), ("224.0.0.1", .multicast), ("239.255.255.255", .multicast),
        ("240.0.0.0", .reserved), ("255.255.255.255", .reserved), ("168.63.129.16", .metadata),
        ("100.100.100.200", .metadata), ("192.0.0.192", .metadata), ("8.8.8.8", .global), ("::", .unspecified),
        ("::2", .transition), ("::ffff:8.8.8.8", .global), ("::ffff:192.168.1.1", .private),
        ("::ffff:0:10.0.0.1", .private), ("64:ff9b::8.8.8.8", .global), ("64:ff9b::169.254.169.254", .metadata),
        ("64:ff9b:1::1", .transition), ("100::1", .reserved), ("2001::1", .transition), ("2001:2::1", .benchmarking),
        ("2001:10::1", .reserved), ("2001:db8::1", .documentation), ("2001:4860:4860::8888", .global),
        ("2002:808:808::1", .transition), ("3fff::1", .documentation), ("3fff:1000::1", .global),
        ("2a00::5efe:a00:1", .transition), ("2a00::200:5efe:a00:1", .transition), ("4000::1", .reserved),
        ("5f00::1", .reserved), ("fc00::1", .uniqueLocal), ("fd12::1", .uniqueLocal), ("fd00:ec2::254", .metadata),
        ("fe80::1", .linkLocal), ("fec0::1", .siteLocal), ("ff02::1", .multicast), ("fe00::1", .reserved),
    ])
    func kinds(text: String, kind: AddressKind) throws {
        #expect(AddressKind(try #require(IPAddress(text))) == kind)
    }

    @Test func blocks() throws {
        let block = try AddressBlock("10.20.0.0/15")
        #expect(block.contains(try #require(IPAddress("10.21.255.255"))))
        #expect(!block.contains(try #require(IPAddress("10.22.0.0"))))
        #expect(!block.contains(try #require(IPAddress("::ffff:10.20.0.1"))))
        #expect(try AddressBlock("0.0.0.0/0").contains(try #require(IPAddress("1.2.3.4"))))
        #expect(try AddressBlock("fd00::/8").description == "fd00::/8")
        #expect(try AddressBlock("10.0.0.1").description == "10.0.0.1")
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/-1", "10.0.0/8", "fd00::/129", "a/8", "10.0.0.0/8/8"])
    func malformedBlocks(text: String) {
        #expect(throws: FetchError.self) { try AddressBlock(text) }
    }
}
