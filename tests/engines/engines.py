"""The four SQL engines behind one interface: load rows, evaluate conditions, run a script, read a table."""

import contextlib
import glob
import os
import shutil
import sqlite3
import subprocess
import tempfile
from datetime import date
from decimal import Decimal

NAMES = ("duckdb", "sqlite", "postgres", "spark")


class EngineError(Exception):
    """What an engine says of SQL that it does not run."""


def opened(name):
    """An engine by its name, for a `with` statement."""
    return {"duckdb": DuckDb, "sqlite": Sqlite, "postgres": Postgres, "spark": Spark}[name]()


def quoted(name, mark='"'):
    return mark + name.replace(mark, mark + mark) + mark


def typed(kind, text):
    """A value of a kind from the text that it is written as."""
    if text is None:
        return None
    if kind == "integer":
        return int(text)
    if kind == "number":
        return Decimal(text)
    if kind == "boolean":
        return {"yes": True, "no": False, "true": True, "false": False}[text]
    if kind == "date":
        return date.fromisoformat(text)
    return text


class Engine:
    """One engine with a database of its own, which is gone when the `with` statement ends."""

    types = {}
    mark = '"'
    # How many conditions one query asks for.
    width = 100

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        self.folder = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="pw-"))
        try:
            self.start()
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *error):
        self.stack.close()

    def start(self):
        raise NotImplementedError

    def query(self, sql):
        """All rows of a query."""
        raise NotImplementedError

    def insert(self, declared, rows):
        raise NotImplementedError

    def value(self, kind, text):
        return typed(kind, text)

    def load(self, columns, rows):
        """Makes the table `cases` with a column `n` that numbers its rows from 0."""
        declared = ", ".join(f"{quoted(name, self.mark)} {self.types[kind]}" for name, kind in columns)
        typed_rows = [
            (n, *(self.value(kind, text) for (_, kind), text in zip(columns, row))) for n, row in enumerate(rows)
        ]
        self.insert(declared, typed_rows)

    def judge(self, conditions):
        """For each condition the truth of every row, as a text of T, F and N."""
        chosen = ", ".join(f"({condition}) as c{at}" for at, condition in enumerate(conditions))
        rows = self.query(f"select n, {chosen} from cases order by n")
        return ["".join(letter(row[at + 1]) for row in rows) for at in range(len(conditions))]

    def clear(self):
        """Forgets all tables and views."""
        raise NotImplementedError

    def script(self, folder, text):
        """Runs a script with a folder as the working directory."""
        raise NotImplementedError

    def table(self, name, columns):
        """The rows of a table or view that a script made."""
        chosen = ", ".join(quoted(column, self.mark) for column in columns)
        return self.query(f"select {chosen} from {name}")


def letter(value):
    if value is None:
        return "N"
    if value in (True, False):
        return "T" if value else "F"
    return "?"


class DuckDb(Engine):
    types = {
        "text": "varchar", "category": "varchar", "version": "varchar", "integer": "bigint", "number": "decimal(28, 6)",
        "boolean": "boolean", "date": "date",
    }

    def start(self):
        import duckdb

        self.error = duckdb.Error
        self.connect = duckdb.connect
        self.database = self.connect()
        self.stack.callback(lambda: self.database.close())

    def query(self, sql):
        try:
            return self.database.execute(sql).fetchall()
        except self.error as error:
            raise EngineError(str(error)) from None

    def insert(self, declared, rows):
        self.database.execute(f"create or replace table cases (n integer, {declared})")
        marks = ", ".join("?" * len(rows[0]))
        self.database.executemany(f"insert into cases values ({marks})", rows)

    def clear(self):
        self.database.close()
        self.database = self.connect()

    def script(self, folder, text):
        with contextlib.chdir(folder):
            self.query(text)


class Sqlite(Engine):
    types = {
        "text": "text", "category": "text", "version": "text", "integer": "integer", "number": "integer",
        "boolean": "integer", "date": "text",
    }

    def start(self):
        self.path = os.path.join(self.folder, "database")
        self.connect()

        self.stack.callback(lambda: self.database.close())

    def connect(self):
        self.database = sqlite3.connect(self.path)

    def value(self, kind, text):
        value = typed(kind, text)
        if value is None:
            return None
        if kind == "number":
            return int(value * 1_000_000)
        return text if kind == "date" else value

    def query(self, sql):
        try:
            return self.database.execute(sql).fetchall()
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise EngineError(str(error)) from None

    def insert(self, declared, rows):
        self.database.execute("drop table if exists cases")
        self.database.execute(f"create table cases (n integer, {declared}) strict")
        marks = ", ".join("?" * len(rows[0]))
        self.database.executemany(f"insert into cases values ({marks})", rows)

    def clear(self):
        self.database.close()
        os.remove(self.path)
        self.connect()

    def script(self, folder, text):
        self.database.close()
        done(["sqlite3", "-bail", "-batch", self.path], folder, text)
        self.connect()


def unprivileged(command):
    """A command as it is run by a user who may run a database server: PostgreSQL refuses root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def done(command, folder, text=None, **more):
    """Runs a command; its error is an EngineError."""
    ran = subprocess.run(
        command, cwd=folder, input=text, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
    )
    if ran.returncode != 0:
        raise EngineError(f"{command[0]} ended with {ran.returncode}: {ran.stderr.strip()[-3000:]}")
    return ran.stdout


class Postgres(Engine):
    """A server of its own on a Unix socket in a temporary folder, without TCP."""

    types = {
        "text": 'text collate "C"', "category": 'text collate "C"', "version": 'text collate "C"', "integer": "bigint",
        "number": "decimal(28, 6)", "boolean": "boolean", "date": "date",
    }

    def start(self):
        import psycopg2

        self.error = psycopg2.Error
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        os.chmod(self.folder, 0o755)
        self.data = os.path.join(self.folder, "data")
        self.programs = programs()
        initialize = ["-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        done(unprivileged([self.program("initdb"), *initialize]), self.folder)
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off -c autovacuum=off"
        # It takes a minute to compile what runs for a tenth of a second.
        options += " -c jit=off"
        started = [self.program("pg_ctl"), "-D", self.data, "-w", "-l", os.path.join(self.folder, "log"), "-o", options, "start"]
        self.stack.callback(self.stop)
        # The server keeps the streams that it is started with.
        subprocess.run(
            unprivileged(started), cwd=self.folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.connection = psycopg2.connect
        self.connect("postgres")
        self.stack.callback(lambda: self.database.close())

    def connect(self, name):
        # Scripts make their tables in a schema of their own.
        path = "-c search_path=pollworthy,public"
        self.database = self.connection(host=self.folder, user="postgres", dbname=name, options=path)
        self.database.autocommit = True
        self.name = name

    def clear(self):
        self.database.close()
        self.connect("postgres")
        with self.database.cursor() as cursor:
            cursor.execute("drop database if exists scripts")
            cursor.execute("create database scripts")
        self.database.close()
        self.connect("scripts")

    def program(self, name):
        return os.path.join(self.programs, name)

    def stop(self):
        stopped = [self.program("pg_ctl"), "-D", self.data, "-m", "immediate", "-w", "stop"]
        subprocess.run(unprivileged(stopped), cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

    def query(self, sql):
        try:
            with self.database.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        except self.error as error:
            raise EngineError(str(error)) from None

    def insert(self, declared, rows):
        from psycopg2.extras import execute_values

        with self.database.cursor() as cursor:
            cursor.execute(f"drop table if exists cases; create table cases (n integer, {declared})")
            execute_values(cursor, "insert into cases values %s", rows)

    def script(self, folder, text):
        options = ["-X", "-q", "-h", self.folder, "-U", "postgres", "-d", self.name, "-v", "ON_ERROR_STOP=1"]
        done(["psql", *options], folder, text)


def programs():
    """The folder of PostgreSQL's programs: Debian keeps the server's out of the path."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if folders:
        return folders[-1]
    return os.path.dirname(shutil.which("initdb") or "/usr/bin/initdb")


class Spark(Engine):
    types = {
        "text": "string", "category": "string", "version": "string", "integer": "bigint", "number": "decimal(28, 6)",
        "boolean": "boolean", "date": "date",
    }
    mark = "`"
    # Spark compiles queries of up to 100 columns only.
    width = 50

    def start(self):
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
        from py4j.protocol import Py4JError

        self.error = (PySparkException, Py4JError)
        os.environ.update(SPARK_CONF_DIR=self.folder, SPARK_LOCAL_IP="127.0.0.1", SPARK_LOCAL_DIRS=self.folder)
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        settings = {
            "spark.sql.warehouse.dir": os.path.join(self.folder, "warehouse"),
            "spark.driver.extraJavaOptions": f"-Dderby.system.home={self.folder}",
            "spark.driver.memory": "4g",
            "spark.sql.shuffle.partitions": "4",
            "spark.ui.showConsoleProgress": "false",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        # Relative paths are those of the folder that the process was started in.
        self.working = os.path.join(self.folder, "working")
        os.mkdir(self.working)
        with contextlib.chdir(self.working):
            self.session = builder.getOrCreate()
        self.stack.callback(self.session.stop)
        self.session.sparkContext.setLogLevel("OFF")
        self.interprets = False

    def query(self, sql):
        try:
            return [tuple(row) for row in self.session.sql(sql).collect()]
        except self.error as error:
            raise EngineError(str(error).split("JVM stacktrace")[0].strip()) from None

    def insert(self, declared, rows):
        self.session.catalog.clearCache()
        frame = self.session.createDataFrame(rows, f"n int, {declared}").coalesce(1).cache()
        frame.createOrReplaceTempView("cases")

    def judge(self, conditions):
        # Spark has two ways to evaluate an expression, compiled and interpreted: they take turns.
        self.interprets = not self.interprets
        mode = "NO_CODEGEN" if self.interprets else "FALLBACK"
        self.session.conf.set("spark.sql.codegen.factoryMode", mode)
        self.session.conf.set("spark.sql.codegen.wholeStage", str(not self.interprets).lower())
        try:
            return super().judge(conditions)
        finally:
            self.session.conf.set("spark.sql.codegen.factoryMode", "FALLBACK")
            self.session.conf.set("spark.sql.codegen.wholeStage", "true")

    def clear(self):
        self.session.catalog.clearCache()
        for table in self.session.catalog.listTables():
            kind = "view" if table.isTemporary or table.tableType == "VIEW" else "table"
            self.query(f"drop {kind} if exists {quoted(table.name, self.mark)}")
        for name in os.listdir(self.working):
            os.remove(os.path.join(self.working, name))

    def script(self, folder, text):
        for name in os.listdir(folder):
            os.symlink(os.path.join(folder, name), os.path.join(self.working, name))
        # So few rows are judged before what judges them is compiled.
        self.session.conf.set("spark.sql.codegen.wholeStage", "false")
        for statement in statements(text):
            self.query(statement)


def statements(text):
    """The statements of a script in Spark's SQL."""
    found, start, at = [], 0, 0
    while at < len(text):
        c = text[at]
        if c in "'\"`":
            at += 1
            while at < len(text) and text[at] != c:
                at += 2 if text[at] == "\\" and c != "`" else 1
        elif text.startswith("--", at):
            at = (text.find("\n", at) + 1 or len(text) + 1) - 1
        elif text.startswith("/*", at):
            at = (text.find("*/", at) + 2 if "*/" in text[at:] else len(text)) - 1
        elif c == ";":
            found.append(text[start:at])
            start = at + 1
        at += 1
    found.append(text[start:])
    return [statement for statement in found if bare(statement)]


def bare(statement):
    lines = (line.strip() for line in statement.splitlines())
    return any(line and not line.startswith("--") for line in lines)
