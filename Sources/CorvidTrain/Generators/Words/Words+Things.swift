extension Words {
    /// Countable things that people own, buy, carry, make and give away; singular.
    static let things = entries(
        """
        album, anchor, apron, arrow, axe, badge, bag, ball, balloon, bandage, banner, barrel, basket, battery, bead, bell
        belt, bench, bicycle, blanket, block, board, boat, book, bookmark, boot, bottle, bowl, box, bracelet, brick, broom
        brush, bucket, button, cabinet, cable, calendar, camera, candle, card, carpet, carton, chain, chair, charger, clock
        coat, coin, comb, comic, compass, container, cord, costume, crate, crayon, crown, cube, cup, curtain, cushion, desk
        diary, dictionary, dish, doll, domino, door, drawer, dress, drill, drum, earring, envelope, eraser, fan, feather
        fence, file, flag, flashlight, flask, flute, folder, fork, frame, game, gem, gift, glass, glove, guitar, hammer
        hanger, hat, headphone, helmet, hinge, hook, hose, jacket, jar, jersey, jewel, jug, kettle, key, keyboard, kite
        knife, ladder, ladle, lamp, lantern, leaflet, lens, letter, lock, locker, magazine, magnet, map, marble, marker
        mask, mat, mattress, medal, microphone, mirror, mitten, monitor, mug, nail, napkin, necklace, needle, net
        notebook, ornament, package, paddle, padlock, paintbrush, painting, pan, parcel, pen, pencil, phone, photo, picture
        pillow, pin, pipe, plank, plate, plug, pocketknife, postcard, poster, pot, pouch, printer, puppet, puzzle, quilt
        racket, radio, rake, raincoat, razor, record, ribbon, ring, robot, rocket, rope, rug, ruler, sack, sandal, saucer
        saw, scarf, screen, screw, seat, shelf, shell, shield, shirt, shoelace, shovel, sign, skateboard, sketch, skirt
        sled, slipper, sock, spade, speaker, sponge, spoon, spring, stamp, stapler, statue, sticker, stone, stool, suitcase
        sweater, switch, table, tablet, tap, tape, teapot, tent, thimble, ticket, tie, tile, timer, tire, token, toolbox
        torch, towel, toy, toy car, tray, trophy, trowel, trumpet, tube, typewriter, umbrella, uniform, valve, vase, vest
        violin, wagon, wallet, watch, wheel, whistle, wig, window, wire, wrench
        """)

    static let foods = entries(
        """
        almond, apple, apricot, artichoke, avocado, bagel, baguette, banana, bean, beet, biscuit, blackberry, blueberry
        brownie, bun, burger, burrito, cabbage, cake, candy, cantaloupe, carrot, cashew, cauliflower, cherry, chestnut
        chocolate bar, clementine, coconut, cookie, corn cob, cracker, cranberry, croissant, cucumber, cupcake, date
        donut, dumpling, egg, eggplant, fig, fish cake, fritter, grape, grapefruit, hazelnut, hot dog, ice pop, kiwi, leek
        lemon, lime, loaf, lollipop, macaroon, mango, meatball, melon, muffin, mushroom, nectarine, olive, omelette, onion
        orange, oyster, pancake, papaya, pastry, peach, peanut, pear, pepper, pie, pineapple, pistachio, pizza, plum
        pomegranate, potato, pretzel, pumpkin, quiche, radish, raisin, raspberry, roll, salad, samosa, sandwich, sausage
        scone, shallot, spring roll, strawberry, tangerine, tart, tomato, truffle, turnip, waffle, walnut, watermelon, wrap
        yam, zucchini
        """)

    static let animals = entries(
        """
        ant, antelope, badger, bat, bear, beaver, bee, beetle, bird, boar, buffalo, bull, butterfly, calf, camel, canary
        cat, chicken, cow, crab, cricket, crow, deer, dog, dolphin, donkey, dove, dragonfly, duck, eagle, elephant, falcon
        ferret, finch, flamingo, fox, frog, gecko, giraffe, goat, goldfish, goose, guinea pig, gull, hamster, hare, hawk
        hedgehog, hen, heron, horse, kangaroo, kitten, ladybird, lamb, lizard, llama, lobster, lynx, magpie, mole, monkey
        moose, moth, mouse, mule, newt, ostrich, otter, owl, ox, panda, parrot, peacock, pelican, penguin, pheasant, pig
        pigeon, pony, puffin, puppy, quail, rabbit, raccoon, ram, raven, robin, rooster, salmon, seal, sheep, snail, snake
        sparrow, spider, squirrel, stork, swan, tiger, toad, tortoise, trout, turkey, turtle, walrus, wasp, weasel, whale
        wolf, wren, yak, zebra
        """)

    static let plants = entries(
        """
        acacia, apple tree, ash, azalea, bamboo, basil, beech, begonia, birch, cactus, camellia, carnation, cedar
        cherry tree, chrysanthemum, clover, crocus, cypress, daffodil, dahlia, daisy, elm, fern, fir, foxglove, fuchsia
        gardenia, geranium, hazel, heather, hibiscus, holly, hyacinth, hydrangea, iris, ivy, jasmine, juniper, larch
        laurel, lavender, lilac, lily, lotus, magnolia, maple, marigold, mint, myrtle, nettle, oak, olive tree, orchid
        palm, pansy, parsley, peony, petunia, pine, poplar, poppy, primrose, reed, rhododendron, rose, rosemary, sage
        snowdrop, spruce, sunflower, thistle, thyme, tulip, vine, violet, willow, yew, zinnia
        """)

    static let materials = split(
        """
        amber bronze canvas cardboard ceramic clay concrete copper cork cotton denim felt flint foil glass gold granite \
        gravel ivory jade lace leather limestone linen marble mesh nickel nylon paper pewter pine plaster plastic \
        porcelain rattan rubber sand satin silk silver slate steel straw suede tin titanium velvet wax wicker wood wool \
        zinc
        """)
}
