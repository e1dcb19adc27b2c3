extension Words {
    static let cities = entries(
        """
        Aberdeen, Accra, Adelaide, Agadir, Alicante, Amsterdam, Ankara, Antwerp, Arequipa, Athens, Auckland, Baku, Bangkok
        Barcelona, Basel, Beirut, Belfast, Belgrade, Bergen, Berlin, Bilbao, Bogota, Bologna, Bordeaux, Boston, Bremen
        Brisbane, Bristol, Brno, Brussels, Bucharest, Budapest, Cairo, Calgary, Cardiff, Cartagena, Casablanca, Catania
        Chicago, Cologne, Colombo, Copenhagen, Cordoba, Cork, Cusco, Dakar, Dallas, Darwin, Delft, Denver, Detroit, Dijon
        Dresden, Dublin, Dundee, Durban, Edinburgh, Fez, Florence, Frankfurt, Gdansk, Geneva, Genoa, Ghent, Glasgow
        Gothenburg, Granada, Graz, Haifa, Halifax, Hamburg, Hanoi, Harare, Havana, Helsinki, Hobart, Houston, Innsbruck
        Istanbul, Izmir, Jaipur, Jakarta, Kampala, Kigali, Kingston, Krakow, Kyoto, La Paz, Lagos, Lausanne, Leeds, Leipzig
        Lima, Linz, Lisbon, Liverpool, Ljubljana, London, Luanda, Lusaka, Lyon, Madrid, Malaga, Malmo, Manila, Maputo
        Marseille, Medellin, Melbourne, Memphis, Miami, Milan, Montevideo, Montreal, Mumbai, Munich, Nairobi, Nantes, Naples
        New Orleans, New York, Nice, Nicosia, Odense, Oporto, Osaka, Oslo, Ottawa, Oxford, Palermo, Panama City, Paris
        Perth, Philadelphia, Phoenix, Pisa, Portland, Prague, Quebec, Quito, Reykjavik, Riga, Rome, Rosario, Rotterdam
        Salzburg, San Diego, San Jose, Santiago, Sao Paulo, Sapporo, Sarajevo, Seattle, Seoul, Seville, Sheffield, Singapore
        Sofia, Split, Stavanger, Stockholm, Strasbourg, Stuttgart, Sydney, Taipei, Tallinn, Tampere, Tangier, Tbilisi
        Tirana, Tokyo, Toronto, Toulouse, Trieste, Tunis, Turin, Turku, Utrecht, Valencia, Valletta, Vancouver, Venice
        Verona, Vienna, Vilnius, Warsaw, Wellington, Windhoek, Winnipeg, York, Zagreb, Zaragoza, Zurich
        """)

    static let countries = entries(
        """
        Albania, Algeria, Argentina, Armenia, Australia, Austria, Bangladesh, Belgium, Bolivia, Botswana, Brazil, Bulgaria
        Cambodia, Canada, Chile, Colombia, Costa Rica, Croatia, Cuba, Cyprus, Denmark, Ecuador, Egypt, Estonia, Ethiopia
        Fiji, Finland, France, Georgia, Germany, Ghana, Greece, Guatemala, Hungary, Iceland, India, Indonesia, Ireland
        Israel, Italy, Jamaica, Japan, Jordan, Kenya, Laos, Latvia, Lebanon, Lithuania, Madagascar, Malaysia, Malta, Mexico
        Mongolia, Morocco, Namibia, Nepal, New Zealand, Nigeria, Norway, Pakistan, Panama, Paraguay, Peru, Poland, Portugal
        Romania, Rwanda, Senegal, Serbia, Singapore, Slovakia, Slovenia, South Africa, South Korea, Spain, Sweden
        Switzerland, Tanzania, Thailand, Tunisia, Turkey, Uganda, Ukraine, Uruguay, Vietnam, Zambia
        """)

    static let streets = entries(
        """
        Abbey Road, Acorn Lane, Alder Street, Bakery Lane, Bell Street, Birch Avenue, Bridge Street, Canal Road, Castle Hill
        Cedar Avenue, Chapel Street, Cherry Lane, Church Road, Clifton Terrace, Cobbler Lane, College Road, Coral Way
        Dock Street, Dove Court, Elm Street, Falcon Way, Ferry Road, Field Lane, Forge Street, Fountain Square, Garden Row
        Glover Street, Grove Lane, Hall Street, Harbour Road, Hazel Close, High Street, Hill Crescent, Hopper Street
        Juniper Drive, King Street, Lake Road, Larch Close, Lime Avenue, Linden Square, Lower Quay, Magnolia Drive
        Maple Street, Market Square, Meadow Lane, Mill Road, Mint Street, North Parade, Oak Avenue, Old Mill Lane
        Orchard Road, Park Lane, Pearl Street, Pine Road, Poplar Row, Quarry Hill, Quay Street, Queen Street, River Walk
        Rose Lane, Sailor Street, School Road, Silver Street, South Terrace, Spring Gardens, Station Road, Stone Bridge
        Summer Street, Temple Row, Theatre Lane, Tower Street, Union Street, Valley Road, Vine Street, Walnut Grove
        Water Lane, Weaver Street, West Street, Willow Way, Windmill Hill, Wood Lane
        """)

    static let rooms = entries(
        """
        attic, balcony, ballroom, barn, basement, bathroom, bedroom, cabin, canteen, cellar, chapel, classroom, cloakroom
        conference room, corridor, courtyard, dining room, entrance, foyer, gallery, garage, garden, greenhouse, guest room
        gym, hall, hallway, hangar, kitchen, laboratory, laundry room, library, lobby, locker room, loft, lounge, mailroom
        meeting room, music room, nursery, office, pantry, patio, playroom, porch, reading room, reception, shed, stable
        staff room, storeroom, studio, study, terrace, theatre, waiting room, warehouse, wine cellar, workshop
        """)
}
