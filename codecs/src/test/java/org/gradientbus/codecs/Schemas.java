package org.gradientbus.codecs;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The schemas as their XML declares them, read without SBE.
 */
final class Schemas
{
    static final List<Schema> ALL = List.of(read("frame"), read("control"));

    record Schema(String name, int id, int version, List<Template> templates)
    {
    }

    record Template(int id, String name, int sinceVersion)
    {
    }

    private Schemas()
    {
    }

    private static Schema read(String name)
    {
        Document document;
        try (InputStream in = Schemas.class.getResourceAsStream(name + ".xml"))
        {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            document = factory.newDocumentBuilder().parse(in);
        }
        catch (Exception e)
        {
            throw new IllegalStateException("reading " + name + ".xml", e);
        }

        List<Template> templates = new ArrayList<>();
        NodeList messages = document.getElementsByTagNameNS("*", "message");
        for (int i = 0; i < messages.getLength(); i++)
        {
            Element message = (Element)messages.item(i);
            templates.add(new Template(
                number(message, "id"), message.getAttribute("name"), number(message, "sinceVersion")));
        }
        Element root = document.getDocumentElement();
        return new Schema(name, number(root, "id"), number(root, "version"), templates);
    }

    private static int number(Element element, String attribute)
    {
        return element.hasAttribute(attribute) ? Integer.parseInt(element.getAttribute(attribute)) : 0;
    }
}
