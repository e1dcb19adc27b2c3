import GRDB

@testable import DatabaseQuery

/// A small database with what schemas have: keys, a link table, dates, a view, names that need quotes.
enum ShopDatabase {
    static let statements = """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT, joined DATE, active BOOLEAN);
        CREATE TABLE products (id INTEGER PRIMARY KEY, title TEXT, price REAL, "unit price" REAL);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(id), placed TIMESTAMP,
            total REAL, status TEXT);
        CREATE TABLE order_lines (order_id INTEGER REFERENCES orders(id), product_id INTEGER REFERENCES products(id),
            quantity INTEGER, PRIMARY KEY (order_id, product_id));
        CREATE TABLE "group" (id INTEGER PRIMARY KEY, "select" TEXT, "größe" TEXT, photo BLOB);
        CREATE VIEW large_orders AS SELECT id, total FROM orders WHERE total > 100;
        INSERT INTO customers VALUES (1, 'Ada', 'Bergen', '2023-01-05', 1), (2, 'Grace', 'Oslo', '2024-02-06', 1),
            (3, 'Edsger', NULL, NULL, 0);
        INSERT INTO products VALUES (1, 'Lamp', 20.5, 20.5), (2, 'Desk', 300, 300), (3, 'Chair', 80, 80);
        INSERT INTO orders VALUES (1, 1, '2024-03-01 10:00:00', 341, 'paid'), (2, 1, '2024-03-05 11:30:00', 20.5, 'open'),
            (3, 2, '2024-04-01 09:15:00', 80, 'paid');
        INSERT INTO order_lines VALUES (1, 1, 2), (1, 2, 1), (2, 1, 1), (3, 3, 1);
        INSERT INTO "group" VALUES (1, 'a', 'groß', x'00ff');
        """

    static let postgresStatements = """
        CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL, city varchar(40), joined date, active boolean);
        CREATE TABLE products (id int PRIMARY KEY, title text, price numeric(10, 2), "unit price" double precision);
        CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers(id), placed timestamp,
            total double precision, status text, details jsonb, token uuid, tags text[]);
        CREATE TABLE order_lines (order_id int REFERENCES orders(id), product_id int REFERENCES products(id),
            quantity int, PRIMARY KEY (order_id, product_id));
        CREATE TABLE "group" (id int PRIMARY KEY, "select" text, "Größe" text, photo bytea,
            twice int GENERATED ALWAYS AS (id * 2) STORED);
        CREATE VIEW large_orders AS SELECT id, total FROM orders WHERE total > 100;
        CREATE SCHEMA hr; CREATE TABLE hr.people (id int PRIMARY KEY, name text);
        CREATE SEQUENCE counter;
        CREATE FUNCTION change_it() RETURNS int AS 'INSERT INTO customers (name) VALUES (''x''); SELECT 1' LANGUAGE sql;
        CREATE FUNCTION nap(customers) RETURNS int AS 'SELECT pg_sleep(100); SELECT 1' LANGUAGE sql;
        INSERT INTO customers VALUES (1, 'Ada', 'Bergen', '2023-01-05', true), (2, 'Grace', 'Oslo', '2024-02-06', true),
            (3, 'Edsger', NULL, NULL, false);
        INSERT INTO products VALUES (1, 'Lamp', 20.5, 20.5), (2, 'Desk', 300, 300), (3, 'Chair', 80, 80);
        INSERT INTO orders VALUES (1, 1, '2024-03-01 10:00:00', 341, 'paid', '{"a": 1}', NULL, '{x,y}'),
            (2, 1, '2024-03-05 11:30:00', 20.5, 'open', NULL, NULL, NULL), (3, 2, '2024-04-01 09:15:00', 80, 'paid', NULL, NULL, NULL);
        INSERT INTO order_lines VALUES (1, 1, 2), (1, 2, 1), (2, 1, 1), (3, 3, 1);
        INSERT INTO "group" VALUES (1, 'a', 'groß', '\\x00ff');
        """

    static func inMemory(_ policy: QueryPolicy = QueryPolicy()) throws -> SQLiteDatabase {
        try SQLiteDatabase(name: "shop", policy: policy) { database, _ in try database.execute(sql: statements) }
    }
}
