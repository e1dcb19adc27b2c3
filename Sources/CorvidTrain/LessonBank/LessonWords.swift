/// Names and things that fill lessons.
enum LessonWords {
    struct Person: Sendable, Hashable {
        var name: String
        var isFemale: Bool
    }

    struct Thing: Sendable, Hashable {
        var singular: String
        var plural: String
    }

    static let people: [Person] =
        women.split(separator: " ").map { Person(name: String($0), isFemale: true) }
        + men.split(separator: " ").map { Person(name: String($0), isFemale: false) }

    /// Everyday things that can be counted.
    static let things: [Thing] = countable.split(whereSeparator: { $0 == "," || $0 == "\n" }).map { entry in
        let words = entry.split(separator: "/").map { $0.trimmingPrefix(while: { $0 == " " }) }
        let singular = String(words[0])
        return Thing(singular: singular, plural: words.count > 1 ? String(words[1]) : plural(singular))
    }

    /// Fictional towns.
    static let towns: [String] = townNames.split(separator: " ").map(String.init)

    private static func plural(_ word: String) -> String {
        let isEs = ["s", "x", "ch", "sh"].contains { word.hasSuffix($0) }
        if isEs { return word + "es" }
        guard word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) else {
            return word + "s"
        }
        return word.dropLast() + "ies"
    }

    private static let women = """
        Ada Adela Agnes Aicha Aiko Aisha Akua Alba Alice Alina Alma Amal Amara Amelia Amina Amira Ana Anaya \
        Andrea Angela Anika Anita Anja Anna Anneke Antonia Anya Aria Ariel Asha Astrid Audrey Aurora Ava Ayla \
        Azra Barbara Beatriz Bella Berit Beth Bianca Birgit Bonita Bridget Camila Carla Carmen Carol Cecilia \
        Celeste Chiara Chidinma Chloe Clara Claudia Colette Cora Dagny Daisy Dalia Dana Daniela Daphne Daria \
        Deborah Delia Diana Dina Dolores Dora Doris Ebba Edith Eileen Elena Elif Elin Elisa Eliza Ella Elsa \
        Emiko Emilia Emma Erika Esi Esma Esther Eva Eve Farida Fatima Fatou Faye Femke Fiona Flora Frances \
        Freya Frida Gabriela Gail Gemma Gina Giulia Gloria Grace Greta Gwen Halima Hana Hanna Harriet Hazel \
        Heather Hedda Heidi Helen Helga Hiba Hilda Hoa Holly Ida Imani Imke Ines Ingrid Irene Iris Isabel Isla \
        Ivana Ivy Jade Jamila Jana Jane Janet Jasmin Jenna Jill Joan Johanna Josefina Joy Judith Julia June \
        Kaia Kalina Karen Karin Kate Katya Kavita Keiko Khadija Kiara Kim Kinga Kira Klara Lakshmi Lan Lara \
        Laura Layla Lea Leila Lena Leonor Lia Lidia Lila Lin Lina Linda Lisa Liv Lola Lorena Lotte Louise \
        Lucia Lucy Luisa Luna Lydia Mabel Madina Maeve Magda Mai Maja Malin Mara Margot Maria Marie Marina \
        Marta Martha Mary Matilda Maya Mei Melissa Mercy Mia Mila Milena Mina Mira Miriam Molly Mona Monika \
        Nadia Nadine Naima Nala Nancy Naomi Natalia Nell Nia Nicole Nina Nkechi Noemi Nora Nour Oda Olga \
        Olivia Paloma Pamela Patricia Paula Pearl Penny Petra Phoebe Pia Pilar Polly Priya Rachel Rania \
        Rebecca Renata Rita Rosa Rosalind Rosie Ruby Ruth Sabine Sadia Safiya Sakura Salma Samira Sandra Sara \
        Selma Shreya Signe Silvia Simone Siti Sofia Sonia Stella Sunita Susan Svea Sylvia Tala Tamar Tanya \
        Tara Tatiana Teresa Thandi Thea Tilda Tina Tove Ulla Uma Ursula Valentina Vera Veronica Victoria Viola \
        Violet Wanda Wendy Wilma Xenia Ximena Yara Yasmin Yuki Yuna Yvonne Zahra Zainab Zara Zelda Zeynep Zoe \
        Zofia Zuri
        """

    private static let men = """
        Aaron Abdul Abel Adam Adrian Ahmed Akira Alan Albert Aldo Alejandro Alex Alfie Ali Amir Anders Andre \
        Andrew Andrzej Angus Anton Antonio Anwar Arjun Armin Arne Arthur Arturo Arvid Asim Axel Aziz Barry \
        Bashir Bastian Ben Benedikt Bernard Bilal Bjorn Boris Brandon Brian Bruno Caleb Calvin Carl Carlos \
        Cedric Cesar Chad Charles Chen Chidi Christian Clark Claude Colin Connor Cosmo Craig Cyril Damian Dan \
        Daniel Dario David Dennis Derek Diego Dieter Dimitri Dmitri Dominic Donald Duncan Dylan Edgar Edmund \
        Eduardo Edward Einar Eli Elias Elliot Emil Emmanuel Enrico Enzo Eric Ernest Ethan Eugene Evan Fabio \
        Farid Felix Fergus Fernando Filip Finn Florian Francis Frank Franz Fred Gabriel Gareth Gary George \
        Gerald Gianni Gilbert Giorgio Glen Gordon Graham Greg Guido Gustav Hakim Hamza Hank Hans Harald Harold \
        Haruto Hassan Hector Hendrik Henry Hiroshi Hugo Ian Ibrahim Idris Igor Imran Isaac Isamu Ismail Ivan \
        Ivar Jack Jacob Jaime Jakub James Jamal Jan Jared Jasper Javier Jean Jens Jerome Jesse Jim Joel Johan \
        John Jonas Jorge Jose Josef Joshua Juan Jude Julian Kabir Kamal Karl Kasper Kofi Kei Keith Kenji Kevin \
        Khalid Kiran Klaus Knut Konrad Krishna Kurt Kwame Kyle Lars Laszlo Lee Leif Leo Leon Leroy Levi Liam \
        Logan Lorenzo Louis Luca Lucas Ludwig Luis Luke Maciej Magnus Malik Manuel Marco Marcus Mario Mark \
        Martin Marvin Mateo Matteo Matthew Max Mehmet Micah Michael Miguel Mikhail Miles Milo Mohamed Moritz \
        Moses Musa Mustafa Nadir Nathan Ned Neil Nelson Nick Nigel Nikhil Niklas Nikolai Noah Nuno Oleg Oliver \
        Olu Omar Oscar Osman Otis Otto Owen Pablo Paolo Pascal Patrick Paul Pavel Pedro Pepe Per Peter Philip \
        Pierre Piotr Quentin Rafael Rahul Raj Ralph Ramon Rashid Ravi Raymond Remy Rene Ricardo Richard Rob \
        Robert Roberto Robin Rodrigo Roger Roland Roman Ron Rory Ross Rune Russell Ryan Said Salim Sam Samir \
        Samuel Sanjay Santiago Saul Sean Sergei Seth Shane Sidney Simon Sipho Stefan Stephen Steve Stuart Sven \
        Takeshi Tariq Ted Teo Theo Thomas Tiago Tim Timo Tobias Todd Tom Tomas Tony Trevor Troy Tuan Tyler Uli \
        Umar Uwe Victor Vijay Vikram Vincent Vito Vivek Vlad Wade Wallace Walter Warren Wei William Wim \
        Wolfgang Xavier Yannis Yao Yusuf Yuri Zach Zane Zoltan
        """

    private static let countable = """
        apple, pear, plum, peach, orange, lemon, lime, banana, mango/mangoes, melon, cherry, fig, date, grape,
        strawberry, raspberry, blueberry, apricot, coconut, pineapple, walnut, almond, chestnut, hazelnut, acorn,
        pine cone, potato/potatoes, tomato/tomatoes, carrot, onion, cucumber, pumpkin, radish, turnip, pepper,
        mushroom, cabbage, egg, roll, muffin, cupcake, cookie, biscuit, cracker, waffle, pancake, pretzel, doughnut,
        pie, tart, sandwich, sweet, toffee, lollipop, chocolate, candy bar, marshmallow, gumdrop, candle, match,
        lamp, torch, bulb, battery, lantern, mirror, clock, watch, bell, whistle, drum, flute, pen, pencil, crayon,
        marker, brush, eraser, ruler, sharpener, notebook, notepad, diary, book, comic, magazine, newspaper, atlas,
        map, poster, postcard, stamp, envelope, letter, card, ticket, coupon, label, sticker, badge, medal, ribbon,
        bow, button, bead, sequin, needle, pin, thimble, zip, scarf/scarves, hat, cap, glove, mitten, sock, shoe,
        boot, sandal, slipper, belt, tie, shirt, T-shirt, jumper, jacket, coat, apron, towel, blanket, pillow,
        cushion, curtain, rug, mat, basket, bag, sack, box, crate, carton, jar, bottle, can, tin, cup, mug, glass,
        plate, bowl, saucer, spoon, fork, knife/knives, ladle, pan, pot, kettle, tray, napkin, straw, jug, bucket,
        bin, broom, mop, sponge, hammer, nail, screw, bolt, nut, washer, hook, hinge, key, lock, rope, chain, wire,
        brick, tile, plank, board, log, stick, pole, peg, stone, pebble, rock, shell, marble, ball, balloon, kite,
        doll, teddy bear, puzzle, toy car, toy train, toy boat, robot, block, counter, token, chip, coin, bank note,
        domino/dominoes, playing card, board game, skateboard, scooter, helmet, racket, bat, puck, skate, ski,
        sledge, frisbee, flag, tent, backpack, suitcase, umbrella, parasol, chair, stool, bench, table, desk,
        shelf/shelves, drawer, cupboard, bed, picture, frame, painting, drawing, photo, vase, flower, rose, tulip,
        daisy, lily, daffodil, sunflower, leaf/leaves, seed, feather, twig, bush, cactus/cacti, seedling, flowerpot,
        pansy, bouquet, wreath, magnet, lens, telescope, compass, microscope, test tube, thermometer, battery pack,
        cable, plug, switch, fuse, camera, phone case, headphone, speaker, keyboard, tablet, printer, disc, record,
        cassette, film, violin, guitar, trumpet, recorder, harp, plate mat, coaster, fridge magnet, bookmark,
        folder, binder, paper clip, stapler, rubber band, glue stick, tape roll/rolls of tape, sheet of paper/sheets
        of paper, piece of chalk/pieces of chalk, bar of soap/bars of soap, toothbrush, comb, hairpin, bracelet,
        necklace, ring, earring, brooch, purse, wallet, keyring, handkerchief, mask, costume, wig, crown, wand,
        snowball, paper plane, paper boat, origami bird, goldfish/goldfish, seashell, starfish/starfish, crystal,
        fossil, gem, pearl, ticket stub, bus token, button badge, jigsaw piece, chess piece, toy soldier, toy
        dinosaur, water bottle, lunch box, tea bag, sugar cube, juice box, egg carton, cereal box, yogurt, cheese
        roll, ice lolly, bagel, croissant, bun, scone, brownie, samosa, dumpling, spring roll, taco, burger, pizza,
        sausage, meatball, skewer, fruit bar, granola bar, tangerine, kiwi, papaya, guava, nectarine, leek,
        beetroot, courgette, aubergine, sweet potato/sweet potatoes
        """

    private static let townNames = """
        Aldbrook Amberley Ardwell Ashmere Avenford Barlow Bellmoor Birkdale Blackmoor Bramfield Brightwater \
        Brindle Brookhaven Calder Carrow Cedarton Clayford Cliffend Coldwell Corbridge Cranmere Dalewood \
        Darnley Deepwater Dunmore Eastmere Edgeworth Elderton Elmsford Fairhaven Farleigh Fenwick Fernhill \
        Foxley Garrow Glenmoor Goldcrest Greenhollow Greyport Halden Harrowgate Hartwell Hawkstone Hazelton \
        Heronsby Highmoor Hollowbrook Ivybridge Karsted Kelmore Kestrel Kingsmere Lakehurst Larchfield \
        Laverton Linford Lowbridge Maplewick Marlow Meadowbank Merrin Millbrook Mistral Moorgate Nettleby \
        Newhollow Norham Northcliff Oakhurst Oldcastle Orwell Osterby Pelham Penrose Pinecrest Plumford \
        Quarrington Quillan Ravensby Redford Ridgeway Rivermouth Rosemoor Rowanton Saltmarsh Sandwick Seaholm \
        Selby Silverton Stonebridge Summerfield Swanmere Tarnby Thistledown Thornbury Tidewell Umberton \
        Valeport Velden Wexcombe Westerly Whitford Willowbank Winterbourne Woodmere Wrenfield Yarrow Yewdale \
        Zellin
        """
}
